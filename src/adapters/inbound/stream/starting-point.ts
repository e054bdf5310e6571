import type { StreamPosition } from '../../../application/ports/event-log.js';

/** Where in the stream a client starts. */
export interface StartingPoint {
  /** The `seq` of the last event that the client has; null to start with the next one. */
  readonly since: number | null;
  /** The log that `since` was counted in, if the client says so. */
  readonly stream: string | null;
  /** The position of the stream when the client was admitted. It gets every later event, however long its start takes. */
  readonly position: StreamPosition;
}

/** The `seq` after which the client gets events; null if the log has no such place: it is ahead of the log, or in another one. */
export const seqToStartAfter = ({ since, stream, position }: StartingPoint): number | null => {
  if (since === null) return position.seq;
  const isUnknown = since > position.seq || (stream !== null && stream !== position.stream);
  return isUnknown ? null : since;
};
