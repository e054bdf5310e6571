import type { Timestamp } from '../../domain/timestamp.js';
import { type Answer, ok, refusal } from './answer.js';
import { type Fields, idIn, textIn } from './api-request.js';
import type { CallHistory } from './call-history.js';
import type { Company, CompanyUser } from './company.js';
import type { NextId } from './dialpad-ids.js';
import { legEvent } from './leg-event.js';
import type { Colleague, Contact } from './parties.js';
import { CONTACTS } from './people.js';
import { answered, firstRing, SET_UP_MS } from './plain-legs.js';
import type { DialpadPayload, TimedEvent } from './timed-event.js';

/** Tells what happens to a call: all of it in order, unless something happens to the call before. */
export type Tell = (callId: string, events: readonly TimedEvent[]) => void;

export type LiveCalls = ReturnType<typeof makeLiveCalls>;

interface Deps {
  readonly company: Company;
  readonly calls: CallHistory;
  readonly nextId: NextId;
  readonly tell: Tell;
  /** How long the other party lets it ring, in seconds. */
  readonly answersAfter: number;
}

/** What the API does with calls: it dials, hangs up, transfers and labels. The other party of a call that it places always answers. */
export const makeLiveCalls = ({ company, calls, nextId, tell, answersAfter }: Deps) => {
  const activeUser = (id: unknown): CompanyUser | undefined =>
    company.users.find((user) => String(user.id) === idIn(id) && (user.state ?? 'active') === 'active');

  /** A leg that begins now and goes on until something ends it. */
  const begin = (
    at: Timestamp,
    who: { readonly contact: Contact; readonly colleague: Colleague; readonly direction: 'inbound' | 'outbound' },
    more: Parameters<typeof withFields>[1],
  ): string => {
    const occasion = { contact: who.contact, colleague: who.colleague, startsAt: at - SET_UP_MS, ids: nextId };
    const leg = answered(occasion, who.direction, { ring: answersAfter, talk: A_DAY });
    const calling = who.direction === 'outbound' ? [legEvent(leg, 'calling', leg.startedAt)] : [];
    const events = [...calling, firstRing(leg), legEvent(leg, 'connected', leg.connectedAt)];
    const id = String(leg.callId);
    tell(
      id,
      events.map((event) => withFields(event, more)),
    );
    return id;
  };

  const end = (id: string, at: Timestamp, more: DialpadPayload = {}): void => {
    const snapshot = calls.find(id);
    if (snapshot !== null) tell(id, [endOf(snapshot, at, more)]);
  };

  return {
    /** POST /call. */
    dial: (body: Fields, at: Timestamp): Answer => {
      const number = textIn(body.phone_number);
      if (number === null || !/^\+\d{7,15}$/.test(number)) return refusal(400, 'phone_number must be in e164 format.');
      const colleague = activeUser(body.user_id);
      if (colleague === undefined) return refusal(404, 'User not found.');
      const contact = CONTACTS.find(({ phone }) => phone === number) ?? stranger(nextId(), number);
      const callerId = textIn(body.outbound_caller_id) ?? colleague.phone;
      const more = { selected_caller_id: callerId, custom_data: textIn(body.custom_data) };
      return ok({ call_id: begin(at, { contact, colleague, direction: 'outbound' }, more) });
    },

    /** PUT /call/{id}/actions/hangup. */
    hangUp: (id: string, at: Timestamp): Answer => {
      if (!calls.isLive(id)) return refusal(404, 'Call not found.');
      end(id, at);
      return { status: 200, headers: {}, body: '' };
    },

    /** POST /call/{id}/transfer. */
    transfer: (id: string, body: Fields, at: Timestamp): Answer => {
      const snapshot = calls.isLive(id) ? calls.find(id) : null;
      if (snapshot === null) return refusal(404, 'Call not found.');
      const to = (body.to ?? {}) as Fields;
      const number = textIn(to.number);
      const next = to.target_type === 'user' ? activeUser(to.target_id) : undefined;
      if (number === null && next === undefined) return refusal(400, 'Invalid destination.');
      end(id, at, { is_transferred: true });
      if (next !== undefined) {
        const who = { contact: snapshot.contact as Contact, colleague: next, direction: 'inbound' as const };
        begin(at, who, { master_call_id: Number(id), transferred_from: snapshot.target });
      }
      const transferred = { transferred_to_number: number ?? next?.phone, transferred_to_state: body.transfer_state };
      return ok({ call_id: id, ...transferred });
    },

    /** PUT /call/{id}/labels: replaces them. */
    label: (id: string, body: Fields): Answer => {
      if (!Array.isArray(body.labels)) return refusal(400, 'labels must be a list.');
      return calls.change(id, { labels: body.labels }) ? calls.get(id) : refusal(404, 'Call not found.');
    },
  };
};

/** In seconds: no call lasts longer. */
const A_DAY = 86_400;

const stranger = (id: number, phone: string): Contact => ({ id, type: 'local', name: phone, email: '', phone });

const withFields = (event: TimedEvent, fields: DialpadPayload): TimedEvent => ({
  ...event,
  payload: { ...event.payload, ...fields },
});

const endOf = (snapshot: DialpadPayload, at: Timestamp, more: DialpadPayload): TimedEvent => {
  const moment = Math.max(at, Number(snapshot.event_timestamp) + 1);
  const connectedAt = typeof snapshot.date_connected === 'number' ? snapshot.date_connected : null;
  const talked = connectedAt === null ? 0 : Math.max(0, moment - connectedAt);
  const lengths = {
    talk_time: talked,
    hold_time: 0,
    duration: talked,
    total_duration: moment - Number(snapshot.date_started),
  };
  const payload = { ...snapshot, ...lengths, state: 'hangup', date_ended: moment, event_timestamp: moment, ...more };
  return { at: moment, kind: 'call', payload };
};
