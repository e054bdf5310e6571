import { expect } from 'chai';
import sinon from 'sinon';
import { type Call, createClient, type Voicemail } from '../../src/client/index.js';
import { activeCalls, startOf } from '../../src/react/calls/active-calls.js';
import { callHistory, readCalls } from '../../src/react/calls/call-history.js';
import { loadMore } from '../../src/react/load-more.js';
import type { Live } from '../../src/react/shared/live.js';
import { makeLive } from '../../src/react/shared/live-value.js';
import { type SharedStream, shareStream } from '../../src/react/shared/shared-stream.js';
import { createdAt, readVoicemails, voicemailPages } from '../../src/react/voicemails/voicemail-pages.js';
import { seeded } from '../support/seeded.js';
import { modelServer } from './model-server.js';

const RUNS = 25;
const STEPS = 200;

type Shown = readonly (Call | Omit<Voicemail, 'app_id'>)[];

/** A list as a screen has it, and the question that it answers. */
interface Screen {
  readonly path: string;
  readonly query: object;
  readonly live: Pick<Live<unknown>, 'subscribe'>;
  readonly items: () => Shown;
  readonly isWhole: () => boolean;
  readonly more: () => Promise<void>;
}

const activeScreen = (stream: SharedStream, query: object): Screen => {
  const live = makeLive(stream, activeCalls(query));
  const items = () => live.state().value;
  return { path: '/api/calls/active', query, live, items, isWhole: () => true, more: async () => undefined };
};

const historyScreen = (stream: SharedStream, query: object): Screen => {
  const live = makeLive(stream, callHistory(query));
  return {
    ...{ path: '/api/calls', query, live },
    items: () => live.state().value.items,
    isWhole: () => live.state().value.cursor === null,
    more: () => loadMore(live, (client, cursor) => readCalls(client, query, cursor), startOf),
  };
};

const voicemailScreen = (stream: SharedStream, query: object): Screen => {
  const live = makeLive(stream, voicemailPages(query));
  return {
    ...{ path: '/api/voicemails', query, live },
    items: () => live.state().value.items,
    isWhole: () => live.state().value.cursor === null,
    more: () => loadMore(live, (client, cursor) => readVoicemails(client, query, cursor), createdAt),
  };
};

/** What a screen shows of an item. */
const lineOf = (item: Shown[number]): string =>
  'started_at' in item
    ? [item.id, item.status, item.crm_user_id, item.note].join(' ')
    : [item.id, item.created_at, item.transcript].join(' ');

type Run = (...args: unknown[]) => void;

/**
 * Lists where client and hooks have set the timers that have not fired. What other tests of this process have left behind sets timers
 * too, and they are none of theirs.
 */
const watchTimers = (): (() => readonly string[]) => {
  const waiting = new Map<unknown, Error>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = ((run: Run, ms?: number, ...args: unknown[]) => {
    const fire: Run = (...given) => {
      waiting.delete(timer);
      run(...given);
    };
    const timer = set(fire, ms, ...args);
    waiting.set(timer, new Error('set here'));
    return timer;
  }) as typeof setTimeout;
  globalThis.clearTimeout = (timer) => {
    waiting.delete(timer);
    clear(timer);
  };
  return () => [...waiting.values()].flatMap(({ stack }) => /src\/(client|react)\/\S+/.exec(stack ?? '')?.[0] ?? []);
};

describe('lists on a screen', function () {
  this.timeout(60_000);
  let clock: sinon.SinonFakeTimers;
  let draw: sinon.SinonStub;
  let timers: () => readonly string[];
  beforeEach(() => {
    draw = sinon.stub(Math, 'random');
    // Where a list could not be read after a reset.
    sinon.stub(console, 'error');
    clock = sinon.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
      now: Date.parse('2026-11-26T12:00:00.000Z'),
    });
    timers = watchTimers();
  });
  afterEach(() => {
    sinon.restore();
    clock.restore();
  });

  it('agree with the server in the end, whatever happened to calls, network and log while they were read', async () => {
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const random = seeded(seed);
      draw.callsFake(random);
      const server = modelServer(random);
      const { fetch, WebSocket } = server;
      const stream = shareStream(createClient({ url: 'https://cti.example.com', fetch, WebSocket }), {});
      const screens = [
        ...[{}, { crm_user_id: 'ana' }, { number: '555-0001' }].map((query) => activeScreen(stream, query)),
        ...[
          { limit: 3 },
          { limit: 3, status: 'missed' },
          { limit: 3, status: 'ringing' },
          { limit: 3, number: '555-0001' },
        ].map((query) => historyScreen(stream, query)),
        ...[{ limit: 3 }, { limit: 3, number: '555-0001' }].map((query) => voicemailScreen(stream, query)),
      ];
      for (let step = 0; step < 10; step += 1) server.happen();
      const stops = [stream.use(), ...screens.map(({ live }) => live.subscribe(() => undefined))];
      for (let step = 0; step < STEPS; step += 1) {
        server.happen();
        if (random() < 0.1) void screens[Math.floor(random() * screens.length)]?.more();
        await clock.tickAsync(random() * (random() < 0.5 ? 30 : 1_500));
      }
      server.goOnline();
      await clock.tickAsync(180_000);
      for (const { path, query, items, isWhole } of screens) {
        const question = new URLSearchParams({ ...query, limit: '10000' });
        const { items: all } = server.answer(path, question);
        const expected = isWhole() ? all : all.slice(0, items().length);
        expect(items().map(lineOf), `seed ${seed}: ${path}?${question}`).to.deep.equal(expected.map(lineOf));
      }
      for (const stop of stops) stop();
      await clock.tickAsync(10_000);
      expect([server.open(), timers()], `seed ${seed}: sockets and timers left`).to.deep.equal([0, []]);
    }
  });
});
