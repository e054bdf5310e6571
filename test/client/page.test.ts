import { expect } from 'chai';
import sinon from 'sinon';
import type { GetTicket, StreamOptions, StreamState } from '../../src/client/index.js';
import { openStream } from '../../src/client/stream/open-stream.js';
import { makeFakeSockets } from './fake-sockets.js';

describe('the stream of the client, on a page,', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    sinon.stub(Math, 'random').returns(1);
  });
  afterEach(() => {
    sinon.restore();
    clock.restore();
  });

  const open = async (
    options: StreamOptions = {},
    visibilityState = 'visible',
    getTicket: GetTicket = async () => 't',
  ) => {
    const sockets = makeFakeSockets();
    const page = new EventTarget();
    const document = Object.assign(new EventTarget(), { visibilityState });
    const states: StreamState[] = [];
    const stream = openStream(
      {
        url: 'https://cti.example.com',
        getTicket,
        fetch: () => Promise.reject(new Error('offline')),
        WebSocket: sockets.WebSocket,
        platform: {
          document,
          console,
          addEventListener: page.addEventListener.bind(page),
          removeEventListener: page.removeEventListener.bind(page),
        },
      },
      { onState: (state) => states.push(state), ...options },
    );
    await clock.tickAsync(0);
    const show = async (state: string) => {
      document.visibilityState = state;
      document.dispatchEvent(new Event('visibilitychange'));
      await clock.tickAsync(0);
    };
    const online = async () => {
      page.dispatchEvent(new Event('online'));
      await clock.tickAsync(0);
    };
    return { stream, sockets, states, show, online };
  };

  it('pauses while the tab is hidden, if asked, and catches up when it is shown', async () => {
    const { stream, sockets, show } = await open({ pauseWhenHidden: true });
    sockets.last().hello(3);
    await show('hidden');
    expect([stream.state, sockets.last().isClosed()]).to.deep.equal([{ status: 'paused' }, true]);
    await clock.tickAsync(600_000);
    expect(sockets.all).to.have.length(1);
    await show('visible');
    expect(sockets.last().url.searchParams.get('since')).to.equal('3');
    sockets.last().hello(4);
    expect(stream.state.status).to.equal('catching up');
  });

  for (const isPage of [true, false]) {
    it(`${isPage ? 'reports' : 'prints, off a page, where a report may end the process,'} what a callback throws`, async () => {
      const [reportError, error] = [sinon.spy(), sinon.spy()];
      const stream = openStream(
        {
          url: 'https://cti.example.com',
          getTicket: () => Promise.reject(new Error('offline')),
          fetch: () => Promise.reject(new Error('offline')),
          WebSocket: null,
          platform: {
            console: { error },
            reportError,
            ...(isPage ? { document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) } : {}),
          },
        },
        { onState: () => Promise.reject(new Error('bad')) },
      );
      await clock.tickAsync(0);
      expect([reportError.callCount, error.callCount]).to.deep.equal(isPage ? [1, 0] : [0, 1]);
      stream.close();
    });
  }

  it('opens nothing in a tab that is hidden from the start', async () => {
    const { stream, sockets, show, states } = await open({ pauseWhenHidden: true }, 'hidden');
    expect([stream.state.status, sockets.all.length]).to.deep.equal(['paused', 0]);
    expect(states).to.deep.equal([{ status: 'paused' }]);
    await show('visible');
    expect(sockets.all).to.have.length(1);
  });

  it('stays closed if it is closed when it is told that it connects again', async () => {
    const { stream, sockets, show } = await open({
      pauseWhenHidden: true,
      onState: ({ status }) => {
        if (status === 'connecting') stream.close();
      },
    });
    sockets.last().hello(3);
    await show('hidden');
    await show('visible');
    await clock.tickAsync(60_000);
    expect([stream.state.status, sockets.all.length]).to.deep.equal(['closed', 1]);
  });

  it('stays open in a hidden tab if nothing else was asked', async () => {
    const { stream, sockets, show } = await open();
    sockets.last().hello(3);
    await show('hidden');
    expect([stream.state.status, sockets.last().isClosed()]).to.deep.equal(['live', false]);
  });

  it('comes back at once when the network is back or the tab is shown', async () => {
    const { sockets, online, show } = await open();
    sockets.last().hello(3);
    sockets.last().end();
    await online();
    expect(sockets.all).to.have.length(2);
    sockets.last().end();
    await show('visible');
    expect(sockets.all).to.have.length(3);
    await clock.tickAsync(10_000);
    expect(sockets.all).to.have.length(3);
  });

  it('opens anew what was being opened when the network came back', async () => {
    const { sockets, online } = await open();
    await online();
    expect([sockets.all.length, sockets.all[0]?.isClosed()]).to.deep.equal([2, true]);
    sockets.last().hello(3);
    await online();
    expect(sockets.all).to.have.length(2);
  });

  it('asks for a sign of life when the network is back, and gives up what gives none', async () => {
    const { sockets, online } = await open({ timing: { answerMs: 5_000, firstRetryMs: 0 } });
    const first = sockets.last();
    first.hello(3);
    await online();
    expect(first.sent).to.deep.equal(['ping']);
    await clock.tickAsync(5_001);
    expect([first.isClosed(), sockets.all.length]).to.deep.equal([true, 2]);
  });

  it('stays closed, refused, and in the middle of a reset, whatever the page does', async () => {
    const closed = await open();
    closed.stream.close();
    const refused = await open();
    refused.sockets.last().end(4403, 'the app is inactive');
    const resetting = await open({ onReset: () => new Promise(() => undefined) });
    resetting.sockets.last().message({ event: 'stream.reset', stream: 'new', seq: 1 });
    for (const one of [closed, refused, resetting]) {
      await one.online();
      await one.show('visible');
      expect(one.sockets.all).to.have.length(1);
    }
  });

  it('waits as long as the server says, also if the tab is shown or the network is back', async () => {
    let tickets = 0;
    const { stream, show, online } = await open({ pauseWhenHidden: true }, 'visible', async () => {
      tickets += 1;
      throw Object.assign(new Error('over the limit'), { status: 429, retryAfter: 60 });
    });
    for (const happens of [online, () => show('hidden'), () => show('visible'), online]) await happens();
    await clock.tickAsync(59_999);
    expect([tickets, stream.state.status]).to.deep.equal([1, 'connecting']);
    await clock.tickAsync(2_001);
    expect(tickets).to.equal(2);
    stream.close();
  });

  it('asks for the state again after a reset if the tab was hidden meanwhile', async () => {
    let reads = 0;
    const onReset = async () => {
      reads += 1;
      if (reads === 1) throw new Error('503');
    };
    const { stream, sockets, states, show } = await open({ pauseWhenHidden: true, onReset, onError: () => undefined });
    sockets.last().message({ event: 'stream.reset', stream: 'new', seq: 8 });
    await clock.tickAsync(0);
    await show('hidden');
    await show('visible');
    expect(states.slice(-2).map(({ status }) => status)).to.deep.equal(['paused', 'catching up']);
    await clock.tickAsync(2_000);
    expect([reads, sockets.last().url.searchParams.get('since')]).to.deep.equal([2, '8']);
    sockets.last().hello(8, 'new');
    expect(stream.state.status).to.equal('live');
  });

  it('is paused after a reset that ended in a hidden tab', async () => {
    let read = (): void => undefined;
    const onReset = () =>
      new Promise<void>((resolve) => {
        read = resolve;
      });
    const { stream, sockets, show } = await open({ pauseWhenHidden: true, onReset });
    sockets.last().message({ event: 'stream.reset', stream: 'new', seq: 8 });
    await show('hidden');
    read();
    await clock.tickAsync(0);
    expect([stream.state.status, sockets.all.length]).to.deep.equal(['paused', 1]);
    await show('visible');
    expect(sockets.last().url.searchParams.get('since')).to.equal('8');
  });
});
