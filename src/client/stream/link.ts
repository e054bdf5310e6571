/** What carries the events. */
export type Via = 'WebSocket' | 'SSE';

/** Why a link ended. Codes 4400 to 4499: do not come back with the same request. Any other: come back. */
export interface LinkEnd {
  readonly code: number;
  /** A sentence without a secret. */
  readonly why: string;
  /** Milliseconds that the server wants to be left alone; 0 if it said nothing. */
  readonly retryAfterMs: number;
}

export interface LinkHandlers {
  /** The text of one message. */
  readonly onText: (text: string) => void;
  /** Something came, whatever it is. */
  readonly onAlive: () => void;
  readonly onEnd: (end: LinkEnd) => void;
}

/** One connection to the server, while it lasts. */
export interface Link {
  /** Asks for a sign of life, where the server gives none by itself. */
  readonly probe: () => void;
  /** Closes it; no handler is called any more. */
  readonly close: () => void;
}

export const LOST = 1006;

export const endOf = (code: number, why: string, retryAfterMs = 0): LinkEnd => ({ code, why, retryAfterMs });

export const isRefusal = ({ code }: LinkEnd): boolean => code >= 4400 && code <= 4499;
