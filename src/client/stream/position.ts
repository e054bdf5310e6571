import type { CtiEvent, StreamNote } from '../event.js';

/** Where a stream is: what it has, and what it has yet to get. */
export interface Position {
  /** The `seq` of the last event that it has; undefined until it is known where it starts. */
  readonly seq: () => number | undefined;
  /** The log that `seq` counts in; undefined until it is known. */
  readonly stream: () => string | undefined;
  /** The server has said where its log ends. */
  readonly hello: (hello: Extract<StreamNote, { event: 'stream.hello' }>) => void;
  /** The log has no such place as this stream's. */
  readonly reset: (reset: Extract<StreamNote, { event: 'stream.reset' }>) => void;
  /** Notes an event; false for one that it has already. */
  readonly take: (event: Pick<CtiEvent, 'seq'>) => boolean;
  /** Whether something is missing that was there when the server last said where its log ends: events, or the state after a reset. */
  readonly isBehind: () => boolean;
}

export interface StartingPoint {
  readonly since?: number | undefined;
  readonly stream?: string | undefined;
}

export const makePosition = ({ since, stream: known }: StartingPoint): Position => {
  let seq = since;
  // Without a place in it, no log is expected.
  let stream = since === undefined ? undefined : known;
  let newest = 0;
  /** Whether the server's log has no such place, so that a reset follows. */
  let isLost = false;
  return {
    seq: () => seq,
    stream: () => stream,
    hello: (hello) => {
      newest = hello.seq;
      // Until the reset, this place is one in the log before.
      stream ??= hello.stream;
      seq ??= hello.seq;
      isLost = stream !== hello.stream || seq > hello.seq;
    },
    reset: (reset) => {
      newest = reset.seq;
      isLost = false;
      ({ seq, stream } = reset);
    },
    take: (event) => {
      if (seq !== undefined && event.seq <= seq) return false;
      ({ seq } = event);
      return true;
    },
    isBehind: () => isLost || (seq ?? newest) < newest,
  };
};
