import { expect } from 'chai';
import { WebSocket } from 'ws';
import { type CtiEvent, type CtiStream, createClient, type StreamState } from '../../src/client/index.js';
import { type Running, run } from '../e2e/running.js';

const ring = (id: number) => ({ event_type: 'call.ring', call: { id, direction: 'inbound', from: '555-0123' } });

describe('the client at a server', () => {
  let at: Running;
  let key: string;
  const open: CtiStream[] = [];
  before(async () => {
    at = await run({ STORAGE: 'memory' });
    ({ key } = await at.newApp('Clinic'));
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });
  after(() => at.stop());

  for (const via of ['WebSocket', 'SSE'] as const) {
    it(`follows events by ${via}`, async () => {
      const sockets = via === 'WebSocket' ? { WebSocket } : {};
      const cti = createClient({ url: at.url, apiKey: key, ...sockets });
      const events: CtiEvent[] = [];
      const states: StreamState[] = [];
      await new Promise<void>((live) => {
        const onState = (state: StreamState) => {
          states.push(state);
          if (state.status === 'live') live();
        };
        open.push(cti.stream({ onState, onEvent: (event) => events.push(event) }));
      });
      await at.deliver(ring(via.length));
      while (events.length < 1) await new Promise((go) => setImmediate(go));
      expect(events[0]).to.include({ event: 'call.ring', dialpad_call_id: via.length });
      expect(states).to.deep.equal([{ status: 'live', via }]);
      const { data } = await cti.calls.list({ limit: 1 });
      expect(data[0]?.dialpad_call_id).to.equal(via.length);
      expect((await cti.calls.get(data[0]?.id ?? '')).from_number).to.equal('555-0123');
    });
  }
});
