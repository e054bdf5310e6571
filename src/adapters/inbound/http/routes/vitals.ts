/** What a running process reports about itself. */
export interface Vitals {
  /** Seconds since the start. */
  readonly uptime: () => number;
  /** Bytes. */
  readonly memory: () => { readonly heapUsed: number; readonly heapTotal: number; readonly external: number };
  /** How late the event loop was at most of late, in seconds. */
  readonly lag: () => number;
  readonly environment: string;
  readonly port: () => number;
  /** Clients of the event stream that are connected to this process. */
  readonly connections: () => number;
  /** Whether Redis answers; null if none is configured. */
  readonly redis: (() => boolean) | null;
}
