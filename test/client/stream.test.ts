import { expect } from 'chai';
import sinon from 'sinon';
import {
  type CtiEvent,
  type CtiStream,
  createClient,
  type GetTicket,
  type StreamOptions,
  type StreamState,
} from '../../src/client/index.js';
import { fakeFetch, json } from './fake-fetch.js';
import { type FakeSockets, makeFakeSockets } from './fake-sockets.js';

/** Longer than the client ever waits before it comes back. */
const LONG = 60_000;

describe('the stream of the client', () => {
  let clock: sinon.SinonFakeTimers;
  let random: sinon.SinonStub;
  let opened: CtiStream[];
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    random = sinon.stub(Math, 'random').returns(0.5);
    opened = [];
  });
  afterEach(() => {
    for (const stream of opened) stream.close();
    sinon.restore();
    clock.restore();
  });

  /** A stream, with all that happens on it. */
  const open = async (options: StreamOptions = {}, getTicket?: GetTicket) => {
    const sockets = makeFakeSockets();
    const seqs: number[] = [];
    const states: StreamState[] = [];
    let tickets = 0;
    const cti = createClient({
      url: 'https://cti.example.com',
      WebSocket: sockets.WebSocket,
      fetch: fakeFetch(json(500, {})).fetch,
      getTicket:
        getTicket ??
        (async () => {
          tickets += 1;
          return `t${tickets}`;
        }),
    });
    const stream = cti.stream({
      onEvent: ({ seq }) => seqs.push(seq),
      onState: (state) => states.push(state),
      ...options,
    });
    opened.push(stream);
    await clock.tickAsync(0);
    return { stream, sockets, seqs, states, said: () => states.map(({ status }) => status) };
  };
  const passed = (ms: number) => clock.tickAsync(ms);
  /** Waits until the client opens another socket; answers with how long that took. */
  const another = async ({ all }: Pick<FakeSockets, 'all'>): Promise<number> => {
    const [before, start] = [all.length, clock.now];
    while (all.length === before) await passed(10);
    return clock.now - start;
  };

  it('opens a socket of cti.v1 with a ticket and with what the caller wants', async () => {
    const { sockets } = await open({
      since: 7,
      stream: 'log',
      events: ['call.ring', 'call.ended'],
      crmUser: 'a&b@c.d',
    });
    const { url, protocol } = sockets.last();
    expect(url.origin + url.pathname).to.equal('wss://cti.example.com/ws');
    expect(Object.fromEntries(url.searchParams)).to.deep.equal({
      ...{ since: '7', stream: 'log', events: 'call.ring,call.ended', crm_user: 'a&b@c.d', ticket: 't1' },
    });
    expect(protocol).to.equal('cti.v1');
  });

  it('begins where the server says, and comes back there with another ticket', async () => {
    const { stream, sockets, states } = await open();
    expect([...sockets.last().url.searchParams.keys()]).to.deep.equal(['ticket']);
    sockets.last().hello(41);
    expect([stream.state, stream.seq, stream.stream]).to.deep.equal([{ status: 'live', via: 'WebSocket' }, 41, 'log']);
    sockets.last().end();
    await another(sockets);
    expect(Object.fromEntries(sockets.last().url.searchParams)).to.deep.equal({
      since: '41',
      stream: 'log',
      ticket: 't2',
    });
    expect(states.at(-1)).to.deep.equal({ status: 'connecting', why: 'the connection was lost (1006)' });
  });

  it('expects no log if it has no place in it', async () => {
    const { sockets, stream } = await open({ stream: 'before' });
    sockets.last().hello(41);
    expect([stream.state.status, stream.stream]).to.deep.equal(['live', 'log']);
  });

  it('tells each event once, and what it had not when it was away', async () => {
    const { sockets, seqs, said } = await open({ since: 1 });
    sockets.last().hello(3);
    for (const seq of [2, 3, 4]) sockets.last().event(seq);
    sockets.last().end(1013, 'too slow; reconnect with since');
    await another(sockets);
    expect(sockets.last().url.searchParams.get('since')).to.equal('4');
    sockets.last().hello(6);
    for (const seq of [4, 5, 6]) sockets.last().event(seq);
    expect(seqs).to.deep.equal([2, 3, 4, 5, 6]);
    expect(said()).to.deep.equal(['catching up', 'live', 'connecting', 'catching up', 'live']);
  });

  it('takes a filtered stream to be live when nothing more comes', async () => {
    const { sockets, said } = await open({ since: 1, crmUser: 'ana@example.com' });
    sockets.last().hello(100);
    await passed(900);
    sockets.last().event(50);
    await passed(900);
    expect(said()).to.deep.equal(['catching up']);
    await passed(100);
    expect(said()).to.deep.equal(['catching up', 'live']);
  });

  for (const code of [4400, 4403, 4429, 4499]) {
    it(`does not come back after ${code}, and says why`, async () => {
      const { stream, sockets } = await open();
      sockets.last().end(code, 'the app is inactive');
      await passed(LONG);
      expect(stream.state).to.deep.equal({ status: 'refused', why: 'the app is inactive' });
      expect(sockets.all).to.have.length(1);
    });
  }

  it('comes back once with a new ticket if its ticket is refused', async () => {
    const { stream, sockets } = await open();
    sockets.last().end(4401, 'the ticket is not valid');
    await another(sockets);
    expect([sockets.all.length, stream.state.status]).to.deep.equal([2, 'connecting']);
    sockets.last().hello(1);
    sockets.last().end(4401, 'the API key is no longer valid');
    await another(sockets);
    sockets.last().end(4401, 'the API key is no longer valid');
    await passed(LONG);
    expect([sockets.all.length, stream.state.status]).to.deep.equal([3, 'refused']);
  });

  for (const code of [1000, 1001, 1006, 1011, 1013, 4399, 4500]) {
    it(`comes back after ${code}`, async () => {
      const { sockets } = await open();
      sockets.last().hello(1);
      sockets.last().end(code);
      await passed(LONG);
      expect(sockets.all.length).to.be.greaterThan(1);
    });
  }

  it('comes back after a socket that failed without a close, and once after one with it', async () => {
    const { sockets, states } = await open();
    sockets.last().fail();
    await another(sockets);
    expect(states.at(-1)).to.deep.equal({ status: 'connecting', why: 'the connection failed' });
    const failed = sockets.last();
    failed.fail();
    failed.end();
    await another(sockets);
    expect([sockets.all.length, failed.isClosed()]).to.deep.equal([3, true]);
  });

  it('waits longer after each attempt that fails, at random, and never longer than its bound', async () => {
    random.returns(1);
    const { sockets } = await open({ timing: { firstRetryMs: 100, maxRetryMs: 1_000 } });
    const waited: number[] = [];
    for (let failure = 0; failure < 7; failure += 1) {
      sockets.last().end();
      waited.push(await another(sockets));
    }
    // After every third one Server-Sent Events are tried, and fail at once here.
    expect(waited).to.deep.equal([100, 200, 400 + 800, 1_000, 1_000, 2_000, 1_000]);
    random.returns(0);
    sockets.last().end();
    expect(await another(sockets)).to.equal(10);
  });

  it('begins anew with the shortest wait once it got an event, or was open for a while', async () => {
    random.returns(1);
    const { sockets } = await open({ timing: { firstRetryMs: 100, steadyMs: 5_000, quietMs: LONG } });
    const waitAfter = () => {
      sockets.last().end();
      return another(sockets);
    };
    sockets.last().hello(1);
    expect(await waitAfter()).to.equal(100);
    sockets.last().hello(1);
    expect(await waitAfter()).to.equal(200);
    sockets.last().hello(1);
    sockets.last().event(2);
    expect(await waitAfter()).to.equal(100);
    sockets.last().hello(2);
    await passed(5_000);
    expect(await waitAfter()).to.equal(100);
  });

  it('asks a silent server for a sign of life, and gives it up without one', async () => {
    const { sockets, states } = await open({ timing: { quietMs: 25_000, answerMs: 10_000 } });
    const first = sockets.last();
    first.hello(1);
    await passed(24_999);
    expect(first.sent).to.deep.equal([]);
    await passed(1);
    expect(first.sent).to.deep.equal(['ping']);
    first.message({ event: 'error', message: 'This socket is read-only.' });
    await passed(34_999);
    expect([first.sent.length, first.isClosed()]).to.deep.equal([3, false]);
    await passed(1);
    expect(first.isClosed()).to.equal(true);
    expect(states.at(-1)).to.deep.equal({ status: 'connecting', why: 'the connection was silent' });
  });

  it('asks twice, because a server that has just answered passes over the first', async () => {
    const { sockets } = await open({ timing: { quietMs: 25_000, answerMs: 10_000 } });
    const socket = sockets.last();
    socket.hello(1);
    await passed(30_000);
    expect(socket.sent).to.deep.equal(['ping', 'ping']);
    socket.message({ event: 'error', message: 'This socket is read-only.' });
    await passed(24_999);
    expect([socket.sent.length, socket.isClosed()]).to.deep.equal([2, false]);
  });

  it('gives up a socket that does not open, and one that says nothing', async () => {
    const { sockets, states } = await open({ timing: { openMs: 1_000, firstRetryMs: 0 } });
    await passed(999);
    expect(sockets.last().isClosed()).to.equal(false);
    await passed(1);
    expect(sockets.all[0]?.isClosed()).to.equal(true);
    expect(states.at(-1)?.why).to.equal('the connection did not open in time');
  });

  it('asks again for a ticket that it did not get', async () => {
    const answers = [new Error('offline'), { ticket: 't9' }];
    const { sockets, states } = await open({}, async () => {
      const [answer] = answers.splice(0, 1);
      if (answer instanceof Error || answer === undefined) throw answer;
      return answer;
    });
    expect(sockets.all).to.have.length(0);
    expect(states).to.deep.equal([{ status: 'connecting', why: 'offline' }]);
    await passed(LONG);
    expect(sockets.last().url.searchParams.get('ticket')).to.equal('t9');
  });

  it('reads the ticket in an answer of fetch, and waits as long as that says', async () => {
    const answers = [
      new Response('{}', { status: 429, headers: { 'retry-after': '40' } }),
      new Response('{"ticket":"t5"}'),
    ];
    const { sockets } = await open({}, async () => answers.shift() ?? new Response('', { status: 500 }));
    await passed(40_999);
    expect(sockets.all).to.have.length(0);
    await passed(1);
    // A second later: all who were told the same do not come back at the same moment.
    expect(sockets.last().url.searchParams.get('ticket')).to.equal('t5');
  });

  for (const wait of ['soon', '', '-5', '0']) {
    it(`comes back after its usual pause if it is told to wait for ${JSON.stringify(wait)}`, async () => {
      let asked = 0;
      await open({}, async () => {
        asked += 1;
        return new Response('{}', { status: 503, headers: { 'retry-after': wait } });
      });
      await passed(999);
      expect(asked).to.equal(1);
      await passed(1);
      expect(asked).to.equal(2);
    });
  }

  it('waits for longer than a timer can, without asking again and again', async () => {
    let asked = 0;
    await open({}, async () => {
      asked += 1;
      throw Object.assign(new Error('closed until spring'), { status: 503, retryAfter: 10_000_000 });
    });
    await passed(LONG);
    expect(asked).to.equal(1);
  });

  for (const [what, got] of [
    ['a page', () => new Response('<!doctype html>')],
    ['nothing', () => undefined],
    ['another field', () => ({ token: 'x' })],
    ['null', () => new Response('null')],
  ] as const) {
    it(`says that there is no ticket if it got ${what}`, async () => {
      // @ts-expect-error: this is no ticket
      const { stream, sockets } = await open({}, async () => got());
      const why = 'there is no ticket in what getTicket was answered';
      expect([stream.state, sockets.all.length]).to.deep.equal([{ status: 'connecting', why }, 0]);
    });
  }

  for (const status of [401, 403]) {
    it(`is refused if the ticket is, with ${status}`, async () => {
      const asked = await open({}, async () => new Response('', { status }));
      const thrown = await open({}, () => Promise.reject(Object.assign(new Error('sign in again'), { status })));
      const nested = Object.assign(new Error('sign in again'), { response: { status } });
      const byLibrary = await open({}, () => Promise.reject(nested));
      await passed(LONG);
      expect(byLibrary.stream.state).to.deep.equal({ status: 'refused', why: 'sign in again' });
      expect(asked.stream.state).to.deep.equal({ status: 'refused', why: `no ticket: the answer was ${status}` });
      expect(thrown.stream.state).to.deep.equal({ status: 'refused', why: 'sign in again' });
    });
  }

  it('is refused where the address is none, without telling the ticket', async () => {
    const BadSocket = class {
      constructor(url: string) {
        throw new SyntaxError(`The URL '${url}' is invalid`);
      }
    };
    const states: StreamState[] = [];
    createClient({
      url: 'nonsense:',
      // @ts-expect-error: it never becomes a socket
      WebSocket: BadSocket,
      getTicket: async () => 'secret',
    }).stream({ onState: (state) => states.push(state) });
    await passed(LONG);
    expect(states.map(({ status }) => status)).to.deep.equal(['refused']);
    expect(JSON.stringify(states)).not.to.contain('secret');
  });

  describe('at a reset', () => {
    const reset = { event: 'stream.reset', stream: 'new', seq: 9 };

    it('tells no event before the state was read afresh, and goes on from its seq', async () => {
      let read = (): void => undefined;
      const onReset = sinon.spy(
        () =>
          new Promise<void>((resolve) => {
            read = resolve;
          }),
      );
      const { stream, sockets, said, seqs } = await open({ since: 500, stream: 'old', onReset });
      sockets.last().hello(9, 'new');
      expect(stream.stream).to.equal('old');
      sockets.last().message(reset);
      sockets.last().event(10);
      await passed(LONG);
      expect(onReset.args).to.deep.equal([[{ stream: 'new', seq: 9 }]]);
      expect([sockets.all.length, seqs.length, stream.state.status]).to.deep.equal([1, 0, 'catching up']);
      read();
      await passed(0);
      expect(Object.fromEntries(sockets.last().url.searchParams)).to.include({ since: '9', stream: 'new' });
      sockets.last().hello(10, 'new');
      sockets.last().event(10);
      expect(seqs).to.deep.equal([10]);
      expect(said().at(-1)).to.equal('live');
    });

    it('goes on at once if nobody wants to know', async () => {
      const { stream, sockets, seqs } = await open({ since: 500 });
      sockets.last().hello(9, 'new');
      expect(stream.state.status).to.equal('catching up');
      sockets.last().message(reset);
      expect(stream.state).to.deep.equal({ status: 'live', via: 'WebSocket' });
      sockets.last().event(10);
      expect([seqs, stream.seq, stream.stream, stream.state.status]).to.deep.equal([[10], 10, 'new', 'live']);
    });

    it('asks for the state again if reading it failed, at most five times', async () => {
      const onReset = sinon.stub().rejects(new Error('503'));
      const onError = sinon.spy();
      const { sockets } = await open({ since: 500, onReset, onError });
      sockets.last().message(reset);
      await passed(10 * LONG);
      expect([onReset.callCount, onError.callCount]).to.deep.equal([5, 5]);
      expect(sockets.all.length).to.be.greaterThan(1);
    });
  });

  it('goes on if a callback throws or rejects, and reports it', async () => {
    const errors: unknown[] = [];
    const seen: CtiEvent[] = [];
    const { sockets } = await open({
      onEvent: async (event) => {
        seen.push(event);
        throw new Error(`at ${event.seq}`);
      },
      onState: ({ status }) => {
        throw new Error(status);
      },
      onError: (error) => {
        errors.push(error);
        throw error;
      },
    });
    sockets.last().hello(1);
    sockets.last().event(2);
    sockets.last().event(3);
    await passed(0);
    expect(seen.map(({ seq }) => seq)).to.deep.equal([2, 3]);
    expect(errors.map(String)).to.deep.equal(['Error: live', 'Error: at 2', 'Error: at 3']);
  });

  it('is silent once closed, also from within a callback', async () => {
    const seqs: number[] = [];
    const { stream, sockets, states } = await open({
      onEvent: ({ seq }) => {
        seqs.push(seq);
        if (seq === 2) stream.close();
      },
    });
    sockets.last().hello(1);
    sockets.last().event(2);
    sockets.last().event(3);
    sockets.last().end();
    await passed(LONG);
    expect([seqs, sockets.all.length, sockets.last().isClosed()]).to.deep.equal([[2], 1, true]);
    expect(states.at(-1)).to.deep.equal({ status: 'closed' });
    stream.close();
    expect(states.filter(({ status }) => status === 'closed')).to.have.length(1);
  });

  for (const status of ['connecting', 'catching up', 'live']) {
    it(`stays closed if it is closed when it is told to be ${status}`, async () => {
      const states: string[] = [];
      const onReset = sinon.spy();
      const { stream, sockets } = await open({
        ...{ since: 1, crmUser: 'ana@example.com', onReset },
        onState: (state) => {
          states.push(state.status);
          if (state.status === status) stream.close();
        },
      });
      sockets.last().hello(3);
      await passed(2_000);
      if (status === 'connecting') sockets.last().end();
      await passed(LONG);
      expect([states.slice(-2), sockets.last().isClosed()]).to.deep.equal([[status, 'closed'], true]);
      expect([sockets.all.length, onReset.callCount]).to.deep.equal([1, 0]);
    });
  }

  it('does not ask for the state if it is closed when it is told that it is read afresh', async () => {
    const onReset = sinon.spy();
    const { stream, sockets } = await open({ since: 500, onReset, onState: () => stream.close() });
    sockets.last().message({ event: 'stream.reset', stream: 'new', seq: 9 });
    await passed(LONG);
    expect([stream.state.status, onReset.callCount, sockets.all.length]).to.deep.equal(['closed', 0, 1]);
  });

  it('opens nothing if it is closed while it gets its ticket', async () => {
    let give = (_: string): void => undefined;
    const { stream, sockets } = await open(
      {},
      () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    );
    stream.close();
    give('late');
    await passed(LONG);
    expect(sockets.all).to.have.length(0);
  });

  it('passes over what is no message of a stream', async () => {
    const { sockets, seqs } = await open();
    sockets.last().hello(1);
    sockets.last().message({ event: 'stream.other' });
    for (const data of ['', 'not JSON', '17', 'null', '[]', '{"event":5}']) sockets.last().onmessage?.({ data });
    sockets.last().event(2);
    expect(seqs).to.deep.equal([2]);
  });
});
