import type { AppEvent } from '../../../domain/event/app-event.js';
import { eventToJson } from '../../wire/event-json.js';

/** A message on its way out. */
export interface Outgoing {
  /** Its place in the stream; null for a message about the stream. */
  readonly seq: number | null;
  /** JSON. */
  readonly text: string;
}

/** An event on its way out: what it takes to decide who gets it, and its text, written once for all. */
export interface StreamItem extends Outgoing {
  readonly seq: number;
  readonly name: string;
  readonly crmUser: string | null;
  /** The CRM user from whom the event takes a call away. */
  readonly previousCrmUser: string | null;
}

export const streamItem = (event: AppEvent): StreamItem => ({
  seq: event.seq,
  name: event.content.type,
  crmUser: event.targetCrmUser,
  previousCrmUser: event.content.type === 'call.updated' ? (event.content.previous?.crmUser ?? null) : null,
  text: JSON.stringify(eventToJson(event)),
});

/** What a client asked to be told; null stands for everything. */
export interface Interest {
  readonly events: ReadonlySet<string> | null;
  readonly crmUser: string | null;
}

export const concerns = ({ events, crmUser }: Interest, item: StreamItem): boolean =>
  (events === null || events.has(item.name)) &&
  (crmUser === null || crmUser === item.crmUser || crmUser === item.previousCrmUser);
