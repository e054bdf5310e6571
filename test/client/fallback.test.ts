import { expect } from 'chai';
import sinon from 'sinon';
import { type CtiStream, createClient, type StreamOptions, type StreamState } from '../../src/client/index.js';
import type { AnswerLike } from '../../src/client/platform.js';
import { eventStream, fakeFetch, json } from './fake-fetch.js';
import { makeFakeSockets } from './fake-sockets.js';

const HELLO = { event: 'stream.hello', stream: 'log', seq: 5, app_id: 'app' };
const TIMING = { firstRetryMs: 100, socketAgainMs: 60_000, quietMs: 25_000, answerMs: 10_000, openMs: 15_000 };

describe('the stream of the client, where sockets do not open,', () => {
  let clock: sinon.SinonFakeTimers;
  let opened: CtiStream[];
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    sinon.stub(Math, 'random').returns(1);
    opened = [];
  });
  afterEach(() => {
    for (const stream of opened) stream.close();
    sinon.restore();
    clock.restore();
  });
  /** Lets what was written to a stream arrive. */
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((go) => setImmediate(go));
  };

  const open = async (
    { sockets = true, ...options }: StreamOptions & { sockets?: boolean },
    ...answers: (() => AnswerLike)[]
  ) => {
    const fake = makeFakeSockets();
    const { fetch, asked } = fakeFetch(...answers);
    const seqs: number[] = [];
    const states: StreamState[] = [];
    const stream = createClient({
      url: 'https://cti.example.com',
      fetch,
      getTicket: async () => 'secret',
      WebSocket: sockets ? fake.WebSocket : null,
    }).stream({
      timing: TIMING,
      onEvent: ({ seq }) => seqs.push(seq),
      onState: (state) => states.push(state),
      ...options,
    });
    opened.push(stream);
    await clock.tickAsync(0);
    return { stream, sockets: fake, asked, seqs, states };
  };
  /** The same with three sockets that did not open, and Server-Sent Events in their place. */
  const onEvents = async (options: StreamOptions = {}) => {
    const events = eventStream();
    const it = await open(options, events.answer, json(503, {}));
    for (const wait of [100, 200, 400]) {
      it.sockets.last().end();
      await clock.tickAsync(wait);
    }
    events.send(HELLO);
    await settle();
    return { ...it, events };
  };

  it('uses Server-Sent Events after three that failed, from the same place', async () => {
    const { asked, sockets, seqs, stream, events } = await onEvents({ since: 4 });
    expect(sockets.all).to.have.length(3);
    expect(asked.map(({ url }) => url)).to.deep.equal([
      'https://cti.example.com/api/events/stream?since=4&ticket=secret&protocol=cti.v1',
    ]);
    events.send({ event: 'call.ring', seq: 5 });
    await settle();
    expect(seqs).to.deep.equal([5]);
    expect(stream.state).to.deep.equal({ status: 'live', via: 'SSE' });
  });

  it('goes back to a socket once one opens, and tells each event once', async () => {
    const { sockets, seqs, stream, events } = await onEvents();
    events.send({ event: 'call.ring', seq: 6 });
    await settle();
    await clock.tickAsync(TIMING.socketAgainMs - 700);
    for (let beat = 0; beat < 5 && sockets.all.length === 3; beat += 1) {
      events.write(': here\n\n');
      await settle();
      await clock.tickAsync(1_000);
    }
    expect(sockets.last().url.searchParams.get('since')).to.equal('6');
    events.send({ event: 'call.ring', seq: 7 });
    await settle();
    sockets.last().hello(8);
    events.send({ event: 'call.ring', seq: 8 });
    for (const seq of [7, 8, 9]) sockets.last().event(seq);
    await settle();
    expect(seqs).to.deep.equal([6, 7, 8, 9]);
    expect(stream.state).to.deep.equal({ status: 'live', via: 'WebSocket' });
    sockets.last().end();
    await clock.tickAsync(TIMING.firstRetryMs);
    expect(sockets.last().url.searchParams.get('since')).to.equal('9');
  });

  it('tries a socket ever more rarely while none opens', async () => {
    const { sockets, stream, events } = await onEvents();
    const tried: number[] = [];
    const start = clock.now;
    let known = sockets.all.length;
    for (let second = 0; second < 500; second += 1) {
      events.write(': here\n\n');
      await settle();
      await clock.tickAsync(1_000);
      if (sockets.all.length > known) {
        known = sockets.all.length;
        tried.push(Math.round((clock.now - start) / 1_000));
        sockets.last().end();
      }
    }
    expect(tried).to.deep.equal([60, 180, 420]);
    expect(stream.state).to.deep.equal({ status: 'live', via: 'SSE' });
  });

  it('tries a socket also where Server-Sent Events never last as long as the wait for it', async () => {
    const streams = Array.from({ length: 4 }, eventStream);
    const { sockets, stream } = await open({}, ...streams.map(({ answer }) => answer));
    for (const wait of [100, 200, 400]) {
      sockets.last().end();
      await clock.tickAsync(wait);
    }
    for (const events of streams.slice(0, 3)) {
      events.send(HELLO);
      await settle();
      await clock.tickAsync(24_000);
      events.end();
      await settle();
      await clock.tickAsync(TIMING.firstRetryMs * 8);
    }
    expect(sockets.all).to.have.length(4);
    sockets.last().hello(5);
    expect(stream.state).to.deep.equal({ status: 'live', via: 'WebSocket' });
  });

  it('is carried by a socket that opens while Server-Sent Events are away', async () => {
    const { sockets, stream, events, asked, seqs } = await onEvents();
    await clock.tickAsync(TIMING.quietMs - 1_000);
    for (let beat = 0; beat < 5 && sockets.all.length === 3; beat += 1) {
      events.write(': here\n\n');
      await settle();
      await clock.tickAsync(20_000);
    }
    events.end();
    await settle();
    expect(stream.state.status).to.equal('connecting');
    sockets.last().hello(5);
    sockets.last().event(6);
    expect([stream.state, seqs]).to.deep.equal([{ status: 'live', via: 'WebSocket' }, [6]]);
    await clock.tickAsync(20_000);
    expect([asked.length, sockets.all.length]).to.deep.equal([1, 4]);
  });

  it('returns to a socket first when Server-Sent Events do not open either', async () => {
    const { sockets, states } = await open({}, json(503, { message: 'storage is out of reach' }));
    for (const wait of [100, 200, 400]) {
      sockets.last().end();
      await clock.tickAsync(wait);
    }
    expect(states.at(-1)).to.deep.equal({ status: 'connecting', why: 'storage is out of reach' });
    await clock.tickAsync(800);
    expect(sockets.all).to.have.length(4);
  });

  it('gives up Server-Sent Events that are silent', async () => {
    const { states, stream } = await onEvents();
    await clock.tickAsync(TIMING.quietMs + TIMING.answerMs);
    expect(stream.state).to.deep.equal({ status: 'connecting', why: 'the connection was silent' });
    expect(states.at(-1)?.why).not.to.contain('secret');
  });

  it('uses Server-Sent Events alone if there is no WebSocket', async () => {
    const events = eventStream();
    const { stream, sockets } = await open({ sockets: false }, events.answer);
    events.send(HELLO);
    await settle();
    await clock.tickAsync(20_000);
    expect([stream.state, sockets.all.length]).to.deep.equal([{ status: 'live', via: 'SSE' }, 0]);
  });

  for (const wait of ['soon', '99999999999']) {
    it(`does not ask again and again if it is told to wait for ${wait}`, async () => {
      const { asked } = await open({ sockets: false }, json(503, {}, { 'retry-after': wait }));
      await settle();
      await clock.tickAsync(99);
      expect(asked).to.have.length(1);
    });
  }

  it('tells events that hold the line ends of Unicode', async () => {
    const events = eventStream();
    const heard: unknown[] = [];
    await open({ sockets: false, onEvent: (event) => heard.push('text' in event && event.text) }, events.answer);
    events.send(HELLO);
    events.send({ event: 'message.received', seq: 6, text: 'one\u2028two\u2029three' });
    await settle();
    expect(heard).to.deep.equal(['one\u2028two\u2029three']);
  });

  it('reads why Server-Sent Events end', async () => {
    const events = eventStream();
    const { stream } = await open({ sockets: false }, events.answer);
    events.send(HELLO);
    events.write('event: close\ndata: {"code":4403,"reason":"the app is inactive"}\n\n');
    await settle();
    expect(stream.state).to.deep.equal({ status: 'refused', why: 'the app is inactive' });
  });

  for (const [status, headers, expected] of [
    [400, {}, 'refused'],
    [403, {}, 'refused'],
    [429, {}, 'refused'],
    [429, { 'retry-after': '7' }, 'connecting'],
    [404, {}, 'connecting'],
    [502, {}, 'connecting'],
  ] as const) {
    it(`is ${expected} if the answer is ${status} ${JSON.stringify(headers)}`, async () => {
      const { stream, asked } = await open({ sockets: false }, json(status, { message: 'because' }, headers));
      await settle();
      expect(stream.state).to.deep.equal({ status: expected, why: 'because' });
      await clock.tickAsync(7_099);
      if (expected === 'refused' || status === 429) expect(asked).to.have.length(1);
      await clock.tickAsync(1);
      if (expected === 'connecting') expect(asked.length).to.be.greaterThan(1);
    });
  }
});
