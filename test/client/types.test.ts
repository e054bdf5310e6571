import { expect } from 'chai';
import { WebSocket } from 'ws';
import { EVENT_NAMES } from '../../src/adapters/wire/event-json.js';
import {
  type Call,
  type CallEvent,
  type CtiClient,
  type CtiEvent,
  type CtiEventOf,
  type CtiEventType,
  createClient,
} from '../../src/client/index.js';

/** Who an event is about. Does not compile if a type of event has no case, or a case has a field that its event has not. */
const about = (event: CtiEvent): string | null => {
  switch (event.event) {
    case 'call.ring':
    case 'call.dialing':
    case 'call.started':
    case 'call.ended':
    case 'call.missed':
    case 'call.recording.completed':
    case 'call.updated':
      return event.call_id;
    case 'voicemail.received':
    case 'voicemail.updated':
      return event.voicemail_id;
    case 'message.received':
    case 'message.sent':
    case 'message.updated':
      return event.message_id;
    case 'coverage.gap_detected':
    case 'coverage.gap_filled':
      return event.from;
    default:
      return event satisfies never;
  }
};

const forgotten = (event: CtiEvent): string => {
  switch (event.event) {
    case 'call.ring':
      return event.call_id;
    default:
      // @ts-expect-error: other events are left
      event satisfies never;
      return event.event;
  }
};

/** Never called: it has to compile. */
const uses = async (cti: CtiClient, ring: CtiEventOf<'call.ring'>): Promise<void> => {
  const event: CallEvent = ring;
  const type: 'call.ring' = ring.event;
  const { data, pagination } = await cti.calls.list({ status: 'ringing' });
  const [call]: Call[] = data;
  const total: number | null = pagination.total;
  const { ticket } = await cti.request('POST', '/api/ws-tickets');
  await cti.request('GET', '/api/calls/{id}', { path: { id: 'x' } });
  // @ts-expect-error: there is no such status
  await cti.calls.list({ status: 'dancing' });
  // @ts-expect-error: there is no such path
  await cti.request('GET', '/api/dances');
  // @ts-expect-error: there is no such operation at the path
  await cti.request('DELETE', '/api/calls');
  // @ts-expect-error: the path needs an id
  await cti.request('GET', '/api/calls/{id}');
  // @ts-expect-error: there is no such event
  cti.stream({ events: ['call.danced'] });
  void [event, type, call, total, ticket];
};

describe('the types of the client', () => {
  it('know every event', () => {
    const all: Record<CtiEventType, true> = {
      ...{ 'call.ring': true, 'call.dialing': true, 'call.started': true, 'call.ended': true, 'call.missed': true },
      ...{ 'call.recording.completed': true, 'call.updated': true },
      ...{ 'voicemail.received': true, 'voicemail.updated': true },
      ...{ 'message.received': true, 'message.sent': true, 'message.updated': true },
      ...{ 'coverage.gap_detected': true, 'coverage.gap_filled': true },
    };
    expect(Object.keys(all)).to.have.members(EVENT_NAMES);
    expect([about, forgotten, uses].map((one) => one.length)).to.deep.equal([1, 1, 2]);
  });

  it('take the WebSocket of the package ws and the fetch of Node', () => {
    expect(createClient({ url: 'http://localhost', WebSocket, fetch })).to.have.property('stream');
  });
});
