/*
 * What is used of a browser, described here so that it compiles without its types: none of it is there in Node, and only a page on https
 * or localhost has locks.
 */

export interface Channel {
  onmessage: { handle(event: { readonly data: unknown }): void }['handle'] | null;
  postMessage(message: unknown): void;
  close(): void;
}

export interface Locks {
  request(name: string, options: { readonly signal: AbortSignal }, whileHeld: () => Promise<void>): Promise<unknown>;
}

export interface Browser {
  readonly navigator?: { readonly locks?: Locks | null };
  readonly document?: { hasFocus(): boolean };
  readonly BroadcastChannel?: new (name: string) => Channel;
}
