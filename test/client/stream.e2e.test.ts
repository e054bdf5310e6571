import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import {
  type ClientOptions,
  type CtiStream,
  createClient,
  type StreamOptions,
  type StreamState,
} from '../../src/client/index.js';
import { freePort } from '../../src/testing/free-port.js';
import { type Running, run } from '../e2e/running.js';
import { makeTold } from '../support/many-events.js';

const ring = (id: number) => ({ event_type: 'call.ring', call: { id, direction: 'inbound', from: '555-0123' } });
const QUICK = { firstRetryMs: 20, maxRetryMs: 100 };

describe('the client at a server', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  const open: CtiStream[] = [];
  beforeEach(async () => {
    at = await run({ STORAGE: 'memory' });
    app = await at.newApp('Clinic');
  });
  afterEach(async () => {
    for (const stream of open.splice(0)) stream.close();
    await at.stop();
  });

  const follow = (server: ClientOptions, options: StreamOptions = {}) => {
    const told = makeTold();
    const states: StreamState[] = [];
    let look = (): void => undefined;
    const stream = createClient(server).stream({
      timing: QUICK,
      onEvent: ({ event_id }) => told.note(event_id),
      onState: (state) => {
        states.push(state);
        look();
      },
      ...options,
    });
    open.push(stream);
    const until = (status: StreamState['status']): Promise<void> =>
      new Promise((resolve) => {
        look = () => {
          if (stream.state.status === status) resolve();
        };
        look();
      });
    return { stream, told, states, until };
  };

  for (const [via, sockets] of [
    ['WebSocket', { WebSocket }],
    ['SSE', { WebSocket: null }],
  ] as const) {
    describe(`by ${via}`, () => {
      const server = () => ({ url: at.url, apiKey: app.key, ...sockets });

      it('tells what comes from now on, and reads calls', async () => {
        await at.deliver(ring(1));
        const { stream, told, states, until } = follow(server());
        await until('live');
        await at.deliver(ring(2));
        await told.reach(1);
        expect([stream.seq, states]).to.deep.equal([2, [{ status: 'live', via }]]);
        const cti = createClient(server());
        const [newest] = (await cti.calls.list({ limit: 1 })).data;
        expect(newest?.dialpad_call_id).to.equal(2);
        expect((await cti.calls.get(newest?.id ?? '')).from_number).to.equal('555-0123');
      });

      it('is refused once its key has ended, and says so', async () => {
        const { stream, until } = follow(server());
        await until('live');
        await at.admin('POST', `/internal/apps/${app.id}/api-key/revoke`);
        await until('refused');
        expect(stream.state.why).to.match(/key/i);
      });

      it('is refused for a parameter that is wrong, which it names', async () => {
        // @ts-expect-error: there is no such event
        const { stream, until } = follow(server(), { events: ['call.danced'] });
        await until('refused');
        expect(stream.state.why).to.contain('events');
      });

      it('reads the state afresh when the log has no such place, and goes on', async () => {
        await at.deliver(ring(1));
        const read: number[] = [];
        const onReset = async ({ seq }: { readonly seq: number }) => {
          const { data } = await createClient(server()).calls.active();
          read.push(seq, data.length);
        };
        const { told, until } = follow(server(), { since: 99, onReset });
        await until('live');
        expect(read).to.deep.equal([1, 1]);
        await at.deliver(ring(2));
        await told.reach(1);
      });

      it('goes on where it was after the server was started anew', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'cti-restart-'));
        const env = { STORAGE: 'sqlite', DATA_DIR: folder, PORT: String(await freePort()) };
        const first = await run(env);
        const { key } = await first.newApp('Clinic');
        const { told, until, states } = follow({ url: first.url, apiKey: key, ...sockets });
        await until('live');
        await first.deliver(ring(1));
        await told.reach(1);
        await first.stop();
        await until('connecting');
        const second = await run(env);
        await second.deliver(ring(2));
        await told.reach(2);
        expect(told.ids).to.have.length(2);
        expect(states.map(({ status }) => status)).to.include.members(['live', 'connecting']);
        await second.stop();
        await rm(folder, { recursive: true });
      });
    });
  }
});
