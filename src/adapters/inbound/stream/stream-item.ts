import type { StreamPosition } from '../../../application/ports/event-log.js';
import type { AppEvent } from '../../../domain/event/app-event.js';
import type { AppId } from '../../../domain/ids.js';
import { crmUserKey } from '../../../domain/user-mapping/crm-user-key.js';
import { eventToText } from '../../wire/event-json.js';

/** A message to a client. */
export interface OutgoingMessage {
  /** The event's place in the stream; null for a message about the stream itself. */
  readonly seq: number | null;
  /** JSON. */
  readonly text: string;
  /** The same in UTF-8: what is sent to many sockets is encoded once for all of them. */
  readonly bytes: Uint8Array;
}

/** An event as it is sent, made once for all clients, and what decides which clients get it. */
export interface StreamItem extends OutgoingMessage {
  readonly seq: number;
  readonly name: string;
  /** The `crmUserKey` of the CRM user that the event is for. */
  readonly crmUser: string | null;
  /** The `crmUserKey` of the CRM user from whom the event takes a call away. */
  readonly previousCrmUser: string | null;
}

export const streamItem = (event: AppEvent): StreamItem => ({
  seq: event.seq,
  name: event.content.type,
  crmUser: keyOf(event.targetCrmUser),
  previousCrmUser: event.content.type === 'call.updated' ? keyOf(event.content.previous?.crmUser ?? null) : null,
  ...encoded(eventToText(event)),
});

const encoded = (text: string): Pick<OutgoingMessage, 'text' | 'bytes'> => ({ text, bytes: Buffer.from(text) });

const keyOf = (crmUser: string | null): string | null => (crmUser === null ? null : crmUserKey(crmUser));

/** The current position of the stream: the first message to a client of the subprotocol cti.v1. */
export const helloMessage = (appId: AppId, { stream, seq }: StreamPosition): OutgoingMessage => ({
  seq: null,
  ...encoded(JSON.stringify({ event: 'stream.hello', stream, seq, app_id: appId })),
});

/** Says that events before this position are no longer there, so the client has to read the state over REST. */
export const resetMessage = ({ stream, seq }: StreamPosition): OutgoingMessage => ({
  seq: null,
  ...encoded(JSON.stringify({ event: 'stream.reset', stream, seq })),
});

/** Which events a client wants; null means all. */
export interface Interest {
  readonly events: ReadonlySet<string> | null;
  /** A `crmUserKey`. */
  readonly crmUser: string | null;
}

export const concerns = ({ events, crmUser }: Interest, item: StreamItem): boolean =>
  (events === null || events.has(item.name)) &&
  (crmUser === null || crmUser === item.crmUser || crmUser === item.previousCrmUser);
