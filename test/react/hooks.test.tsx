/** @jsxRuntime automatic */
import { expect } from 'chai';
import { type ReactNode, StrictMode } from 'react';
import sinon from 'sinon';
import { type ClientOptions, type CtiEvent, createClient, type SocketLike } from '../../src/client/index.js';
import {
  CtiProvider,
  useActiveCalls,
  useCallHistory,
  useCtiClient,
  useCtiEvents,
  useCtiReset,
  useCtiState,
  useIncomingCall,
  useVoicemails,
} from '../../src/react/index.js';
import type { StreamPart } from '../../src/react/shared/shared-stream.js';
import { addDocument, removeDocument } from './dom.js';
import { call, callEvent, type FakeServer, fakeServer, list, voicemailEvent } from './fake-server.js';

type Rtl = typeof import('@testing-library/react/pure.js');

describe('hooks', () => {
  let rtl: Rtl;
  let clock: sinon.SinonFakeTimers;
  let server: FakeServer;
  let options: ClientOptions;
  const ANA = 'ana@example.com';

  before(async () => {
    addDocument();
    rtl = await import('@testing-library/react/pure.js');
  });
  after(removeDocument);
  beforeEach(() => {
    clock = sinon.useFakeTimers({
      now: Date.parse('2026-11-26T12:00:05.000Z'),
      toFake: ['setTimeout', 'clearTimeout', 'Date'],
    });
    server = fakeServer();
    options = serverOptions();
  });
  afterEach(async () => {
    rtl.cleanup();
    await clock.tickAsync(5_000);
    expect(server.open(), 'sockets that are left open').to.equal(0);
    clock.restore();
  });

  const serverOptions = (): ClientOptions => ({
    url: server.url,
    getTicket: () => server.fetch(`${server.url}/api/ws-tickets`),
    fetch: (url, init) => server.fetch(url, init),
    WebSocket: server.WebSocket,
  });
  /** Lets that many milliseconds pass, and React show what follows. */
  const pass = (ms: number) => rtl.act(() => clock.tickAsync(ms).then(() => undefined));
  const tell = (...events: readonly CtiEvent[]) =>
    rtl.act(async () => {
      for (const event of events) server.tell(event);
    });
  const render = async (screen: ReactNode, given: StreamPart = {}) => {
    const shown = rtl.render(
      <CtiProvider {...given} options={options}>
        {screen}
      </CtiProvider>,
    );
    await pass(100);
    return shown;
  };
  const text = () => document.body.textContent;

  const State = () => {
    const { status, why } = useCtiState();
    return <p>{why === undefined ? status : `${status}: ${why}`}</p>;
  };
  const Active = ({ user }: { user?: string }) => {
    const { calls, isLoading, error } = useActiveCalls(user === undefined ? {} : { crm_user_id: user });
    return (
      <p>
        {isLoading ? 'loading' : `${error?.message ?? ''}${calls.map((one) => `${one.id} ${one.status}`).join(', ')}`}
      </p>
    );
  };
  const Pop = ({ user = ANA }: { user?: string | null }) => {
    const { call: ringing, dismiss } = useIncomingCall(user);
    return ringing === null ? (
      <p>silence</p>
    ) : (
      <button onClick={dismiss} type="button">{`${ringing.from_number} calls`}</button>
    );
  };

  describe('the three faults of the hook that the docs once showed', () => {
    const heard: number[] = [];
    beforeEach(() => void heard.splice(0));
    const Ears = () => {
      useCtiEvents(({ seq }) => void heard.push(seq));
      return null;
    };

    it('it comes back after 8 seconds without a network, with nothing missing', async () => {
      await render([<Ears key="ears" />, <State key="state" />]);
      await tell(callEvent(1, 1, 'call.ring'));
      await rtl.act(async () => server.cut());
      await tell(callEvent(2, 1, 'call.started'), callEvent(3, 1, 'call.ended'));
      await pass(8_000);
      expect(text()).to.contain('connecting');
      server.offline = false;
      await pass(30_000);
      expect([text(), heard]).to.deep.equal(['live', [1, 2, 3]]);
    });

    it('StrictMode opens one socket, and every event comes once', async () => {
      rtl.render(
        <StrictMode>
          <CtiProvider options={options}>
            <Ears />
            <Active />
          </CtiProvider>
        </StrictMode>,
      );
      await pass(100);
      await tell(callEvent(1, 1, 'call.ring'), callEvent(2, 1, 'call.started'));
      expect([server.opened.length, server.tickets(), server.asked]).to.deep.equal([
        1,
        1,
        ['/api/calls/active?limit=100'],
      ]);
      expect(heard).to.deep.equal([1, 2]);
    });

    it('a screen that is left while a ticket is asked for leaves no socket behind', async () => {
      let give = (): void => undefined;
      server.ticketsWait = new Promise((resolve) => {
        give = resolve;
      });
      const { unmount } = await render(<Ears />);
      unmount();
      await pass(0);
      give();
      await pass(20_000);
      expect(server.opened).to.deep.equal([]);
    });

    it('functions that are others at each render open one socket, and the latest is called', async () => {
      const said: string[] = [];
      const Screen = ({ n }: { n: number }) => {
        useCtiEvents((event) => void said.push(`${n} ${event.event}`), { events: ['call.ring'] });
        return null;
      };
      const screen = (n: number) => (
        <CtiProvider options={serverOptions()} events={['call.ring', 'call.ended']}>
          <Screen n={n} />
        </CtiProvider>
      );
      const { rerender } = rtl.render(screen(0));
      await pass(100);
      for (let n = 1; n <= 30; n += 1) {
        rerender(screen(n));
        await pass(100);
      }
      await tell(callEvent(1, 1, 'call.ring'));
      expect([server.opened.length, server.tickets(), said]).to.deep.equal([1, 1, ['30 call.ring']]);
    });
  });

  describe('the provider', () => {
    it('opens one stream for all hooks, narrowed as it says', async () => {
      await render([<Active key="a" />, <Pop key="p" />, <State key="s" />], { crmUser: ANA, events: ['call.ring'] });
      expect(server.opened.map(({ search }) => search)).to.deep.equal([
        '?events=call.ring&crm_user=ana%40example.com&ticket=t1',
      ]);
    });

    it('sends the headers of the latest options to the caller’s own server, and only there', async () => {
      const sent: (readonly [string, unknown])[] = [];
      const withHeader = (token: string): ClientOptions => ({
        ...options,
        api: { url: 'https://crm.example.com/cti', headers: { authorization: token } },
        fetch: async (url, init) => {
          sent.push([url, init?.headers]);
          return Response.json(list([]));
        },
      });
      let reload = async (): Promise<void> => undefined;
      const Screen = () => {
        ({ reload } = useActiveCalls());
        return null;
      };
      const screen = (token: string) => (
        <CtiProvider options={withHeader(token)}>
          <Screen />
        </CtiProvider>
      );
      const { rerender } = rtl.render(screen('old'));
      await pass(100);
      rerender(screen('new'));
      await rtl.act(() => reload());
      const url = 'https://crm.example.com/cti/api/calls/active?limit=100';
      expect(sent).to.deep.equal([
        [url, { authorization: 'old' }],
        [url, { authorization: 'new' }],
      ]);
      expect(server.opened.length).to.equal(1);
    });

    it('keeps those headers from the stream, where no socket can be opened', async () => {
      const sent: string[] = [];
      class Blocked implements SocketLike {
        readonly readyState = 0;
        onmessage: SocketLike['onmessage'] = null;
        onclose: SocketLike['onclose'] = null;
        onerror: SocketLike['onerror'] = null;
        constructor() {
          setTimeout(() => this.onclose?.({ code: 1006, reason: '' }), 0);
        }
        send(): void {
          // Nothing arrives.
        }
        close(): void {
          // It never was open.
        }
      }
      options = {
        ...options,
        WebSocket: Blocked,
        api: { url: 'https://crm.example.com/cti', headers: { authorization: 'secret' } },
        fetch: async (url, init) => {
          sent.push(`${new URL(url).pathname} ${init?.headers?.authorization}`);
          return Response.json(list([]));
        },
      };
      await render(<Active />);
      // Three sockets that fail, with pauses of up to 2, 4 and 8 s.
      await pass(15_000);
      expect(sent).to.include.members(['/cti/api/calls/active secret', '/api/events/stream undefined']);
    });

    it('follows another server when it is given another one', async () => {
      const other = fakeServer();
      const { rerender } = await render(<State />);
      rerender(
        <CtiProvider client={createClient({ ...options, WebSocket: other.WebSocket })}>
          <State />
        </CtiProvider>,
      );
      await pass(100);
      expect([server.open(), other.open(), text()]).to.deep.equal([0, 1, 'live']);
      rtl.cleanup();
      await pass(10);
      expect(other.open()).to.equal(0);
    });

    it('says why the server refuses it', async () => {
      options = {
        ...options,
        getTicket: async () => Promise.reject(Object.assign(new Error('signed out'), { status: 401 })),
      };
      await render(<State />);
      await pass(60_000);
      expect(text()).to.contain('refused: signed out');
    });

    it('is missed by a hook that has none above', () => {
      const printed = sinon.stub(console, 'error');
      try {
        expect(() => rtl.render(<State />)).to.throw('This hook works only below a CtiProvider');
      } finally {
        printed.restore();
      }
    });

    it('renders on a server, and connects to nothing there', async () => {
      const { renderToString } = await import('react-dom/server');
      const screen = (
        <CtiProvider options={options}>
          <State />
          <Active />
          <Pop />
        </CtiProvider>
      );
      expect(renderToString(screen)).to.equal('<p>connecting</p><p>loading</p><p>silence</p>');
      await pass(5_000);
      expect([server.tickets(), server.opened, server.asked]).to.deep.equal([0, [], []]);
    });

    it('hands out its client', async () => {
      const Screen = () => <p>{typeof useCtiClient().calls.list}</p>;
      await render(<Screen />);
      expect(text()).to.equal('function');
    });
  });

  describe('useCtiEvents', () => {
    it('goes on to the other handlers when one throws', async () => {
      const reported: unknown[] = [];
      const heard: string[] = [];
      const report = Object.getOwnPropertyDescriptor(globalThis, 'reportError');
      Object.defineProperty(globalThis, 'reportError', {
        value: (error: unknown) => reported.push(error),
        configurable: true,
      });
      const Bad = () => {
        useCtiEvents(() => {
          throw new Error('bad');
        });
        return null;
      };
      const Good = () => {
        useCtiEvents(({ event }) => void heard.push(event));
        return null;
      };
      try {
        await render([<Bad key="bad" />, <Good key="good" />]);
        await tell(callEvent(1, 1, 'call.ring'));
      } finally {
        if (report === undefined) Reflect.deleteProperty(globalThis, 'reportError');
        else Object.defineProperty(globalThis, 'reportError', report);
      }
      expect([heard, reported.map(String)]).to.deep.equal([['call.ring'], ['Error: bad']]);
    });
  });

  describe('useCtiReset', () => {
    it('calls the function of the latest render when events were lost for good, before others come', async () => {
      const heard: string[] = [];
      const Keeper = ({ n }: { n: number }) => {
        useCtiEvents(({ seq }) => void heard.push(`event ${seq}`));
        useCtiReset(async () => {
          await Promise.resolve();
          heard.push(`reset ${n}`);
        });
        return null;
      };
      const { rerender } = await render(<Keeper n={1} />);
      rerender(
        <CtiProvider options={options}>
          <Keeper n={2} />
        </CtiProvider>,
      );
      await tell(callEvent(1, 1, 'call.ring'));
      await rtl.act(async () => server.cut());
      server.restore();
      server.offline = false;
      await pass(30_000);
      await tell(callEvent(2, 1, 'call.started'));
      expect(heard).to.deep.equal(['event 1', 'reset 2', 'event 2']);
    });
  });

  describe('useActiveCalls', () => {
    it('shows what is read once the stream is there, and what events tell then', async () => {
      server.answers.set('/api/calls/active', list([call(1)]));
      await render(<Active />);
      expect(text()).to.equal('call-1 ringing');
      await tell(
        callEvent(1, 2, 'call.ring', { started_at: '2026-11-26T12:00:01.000Z' }),
        callEvent(2, 1, 'call.started'),
      );
      expect(text()).to.equal('call-2 ringing, call-1 active');
      await tell(callEvent(3, 1, 'call.ended'), callEvent(4, 2, 'call.missed'));
      expect(text()).to.equal('');
    });

    it('reads all pages', async () => {
      server.answers.set('/api/calls/active?limit=100', list([call(2)], 'more'));
      server.answers.set('/api/calls/active?limit=100&cursor=more', list([call(1)]));
      await render(<Active />);
      expect(text()).to.equal('call-2 ringing, call-1 ringing');
    });

    it('misses no event that comes while it reads', async () => {
      const fetch = options.fetch ?? server.fetch;
      options = {
        ...options,
        fetch: async (url, init) => {
          const answer = await fetch(url, init);
          server.tell(callEvent(1, 1, 'call.ended'));
          return answer;
        },
      };
      server.answers.set('/api/calls/active', list([call(1), call(2)]));
      await render(<Active />);
      expect(text()).to.equal('call-2 ringing');
    });

    it('is read afresh when events were lost for good, before the stream goes on', async () => {
      server.answers.set('/api/calls/active', list([call(1)]));
      await render(<Active />);
      await rtl.act(async () => server.cut());
      server.restore();
      server.answers.set('/api/calls/active', list([call(2)]));
      server.offline = false;
      await pass(30_000);
      expect(text()).to.equal('call-2 ringing');
      await tell(callEvent(1, 2, 'call.started'));
      expect(text()).to.equal('call-2 active');
    });

    it('shows what is there while no stream can be opened, and reads again when one is', async () => {
      server.answers.set('/api/calls/active', list([call(1)]));
      options = {
        ...options,
        getTicket: () => new Promise((resolve) => setTimeout(resolve, 5_000, { ticket: 'late' })),
      };
      await render(<Active />);
      expect(text()).to.equal('loading');
      await pass(2_000);
      expect(text()).to.equal('call-1 ringing');
      server.answers.set('/api/calls/active', list([]));
      await pass(5_000);
      expect([text(), server.asked.length]).to.deep.equal(['', 2]);
    });

    it('goes on after a reset although the server refuses another list', async () => {
      const random = sinon.stub(Math, 'random').returns(1);
      try {
        const Refused = () => <b>{useVoicemails().error?.message}</b>;
        server.answers.delete('/api/voicemails');
        await render([<Active key="a" />, <State key="s" />, <Refused key="r" />]);
        await rtl.act(async () => server.cut());
        server.restore();
        server.answers.set('/api/calls/active', list([call(2)]));
        server.offline = false;
        await pass(2_100);
        expect(text()).to.equal('call-2 ringingliveNo such thing.');
      } finally {
        random.restore();
      }
    });

    it('is not read again before the server wants to be asked', async () => {
      const { fetch = server.fetch } = options;
      let asked = 0;
      options = {
        ...options,
        fetch: async (url, init) => {
          asked += 1;
          return asked === 1
            ? Response.json({ message: 'Over the limit.' }, { status: 429, headers: { 'retry-after': '40' } })
            : fetch(url, init);
        },
      };
      await render(<Active />);
      expect(text()).to.equal('Over the limit.');
      await pass(39_800);
      expect(asked).to.equal(1);
      await pass(200);
      expect([text(), asked]).to.deep.equal(['', 2]);
    });

    it('says why it could not be read, and reads again when the network is back', async () => {
      server.offline = true;
      await render(<Active />);
      expect(text()).to.equal('The server cannot be reached.');
      server.answers.set('/api/calls/active', list([call(1)]));
      server.offline = false;
      await pass(30_000);
      expect(text()).to.equal('call-1 ringing');
    });

    it('tries a read that failed again, also while the stream is there', async () => {
      server.answers.set('/api/calls/active', { status: 500 });
      await render(<Active />);
      expect(text()).to.equal('The answer was 500.');
      await pass(5_000);
      expect(server.asked.length).to.equal(2);
      server.answers.set('/api/calls/active', list([call(1)]));
      await pass(9_000);
      expect(text()).to.equal('The answer was 500.');
      await pass(1_000);
      expect(text()).to.equal('call-1 ringing');
    });

    it('does not repeat a read that the server refuses, until the stream has been away', async () => {
      server.answers.delete('/api/calls/active');
      await render(<Active />);
      await pass(20_000);
      expect([text(), server.asked.length]).to.deep.equal(['No such thing.', 1]);
      server.answers.set('/api/calls/active', list([call(1)]));
      await rtl.act(async () => server.cut());
      server.offline = false;
      await pass(30_000);
      expect(text()).to.equal('call-1 ringing');
    });

    it('is read once for two components that ask the same', async () => {
      await render([<Active key="1" user={ANA} />, <Active key="2" user={ANA} />]);
      expect(server.asked).to.deep.equal(['/api/calls/active?crm_user_id=ana%40example.com&limit=100']);
    });

    it('asks again for another person, and shows nothing of the one before', async () => {
      server.answers.set('/api/calls/active?crm_user_id=a&limit=100', list([call(1, { crm_user_id: 'a' })]));
      const { rerender } = await render(<Active user="a" />);
      expect(text()).to.equal('call-1 ringing');
      rerender(
        <CtiProvider options={options}>
          <Active user="b" />
        </CtiProvider>,
      );
      expect(text()).to.equal('loading');
      await pass(100);
      expect([text(), server.opened.length]).to.deep.equal(['', 1]);
    });
  });

  describe('useIncomingCall', () => {
    const rings = async (n = 1, more: Parameters<typeof callEvent>[3] = {}) => {
      await tell(callEvent(n, n, 'call.ring', more));
      await pass(500);
    };

    it('pops, and is gone when the call is answered', async () => {
      await render(<Pop />);
      await rings();
      expect(text()).to.equal('555-0123 calls');
      await tell(callEvent(2, 1, 'call.started'));
      expect(text()).to.equal('silence');
    });

    it('never pops for a ring that comes late', async () => {
      await render(<Pop />);
      await rings(1, { replayed: true });
      expect(text()).to.equal('silence');
    });

    it('does not pop for a call that rang and ended while the network was away', async () => {
      const seen: (string | null)[] = [];
      const Watched = () => {
        seen.push(useIncomingCall(ANA).call?.id ?? null);
        return null;
      };
      await render([<Watched key="w" />, <State key="s" />]);
      await rtl.act(async () => server.cut());
      await tell(callEvent(1, 1, 'call.ring'), callEvent(2, 1, 'call.missed'));
      server.offline = false;
      await pass(30_000);
      expect(text()).to.equal('live');
      expect(seen.filter((id) => id !== null)).to.deep.equal([]);
    });

    it('pops for a call that began to ring while the network was away, and rings still', async () => {
      await render(<Pop />);
      await rtl.act(async () => server.cut());
      await tell(callEvent(1, 1, 'call.ring'));
      server.offline = false;
      await pass(30_000);
      expect(text()).to.equal('555-0123 calls');
    });

    it('pops for a call that rings already when the page is opened', async () => {
      server.answers.set('/api/calls/active', list([call(1)]));
      await render(<Pop />);
      await pass(500);
      expect(text()).to.equal('555-0123 calls');
    });

    it('is dismissed, and stays so while the call rings on', async () => {
      await render(<Pop />);
      await rings();
      rtl.fireEvent.click(rtl.within(document.body).getByRole('button'));
      expect(text()).to.equal('silence');
      await tell(callEvent(2, 1, 'call.updated', { from_number: '555-7777', changed: ['from_number'] }));
      await pass(2_000);
      expect(text()).to.equal('silence');
    });

    it('shows in two components of one tab, however they spell the person', async () => {
      await render([<Pop key="1" />, <Pop key="2" user="Ana@Example.com" />]);
      await rings();
      expect(text()).to.equal('555-0123 calls555-0123 calls');
    });

    it('does nothing before it is known who the person is', async () => {
      await render(<Pop user={null} />);
      await rings();
      expect([text(), server.asked]).to.deep.equal(['silence', []]);
    });
  });

  describe('useCallHistory', () => {
    const History = ({ from }: { from?: string }) => {
      const { calls, isLoadingMore, hasMore, loadMore, error } = useCallHistory(from === undefined ? {} : { from });
      return (
        <>
          <p>{calls.map(({ id, status }) => `${id} ${status}`).join(', ')}</p>
          {hasMore && (
            <button type="button" onClick={() => void loadMore()}>
              {isLoadingMore ? '…' : 'more'}
            </button>
          )}
          {error !== null && <b>{error.message}</b>}
        </>
      );
    };
    const later = { started_at: '2026-11-26T12:00:01.000Z' };

    it('shows page after page, each call once, and what events tell', async () => {
      server.answers.set('/api/calls', list([call(2, { ...later, status: 'ended' })], 'next'));
      server.answers.set('/api/calls?cursor=next', list([call(1, { status: 'missed' })]));
      await render(<History />);
      expect(text()).to.equal('call-2 endedmore');
      rtl.fireEvent.click(rtl.within(document.body).getByRole('button'));
      expect(text()).to.equal('call-2 ended…');
      await pass(10);
      expect(text()).to.equal('call-2 ended, call-1 missed');
      await tell(callEvent(1, 3, 'call.ring', later));
      expect(text()).to.equal('call-3 ringing, call-2 ended, call-1 missed');
    });

    it('says why a page could not be read, and reads it when it is asked again', async () => {
      server.answers.set('/api/calls', list([call(2)], 'next'));
      await render(<History />);
      server.offline = true;
      rtl.fireEvent.click(rtl.within(document.body).getByRole('button'));
      await pass(10);
      expect(text()).to.equal('call-2 ringingmoreThe server cannot be reached.');
      server.offline = false;
      server.answers.set('/api/calls?cursor=next', list([call(1)]));
      rtl.fireEvent.click(rtl.within(document.body).getByRole('button'));
      await pass(10);
      expect(text()).to.equal('call-2 ringing, call-1 ringing');
    });

    it('drops a page that was asked for before the list began anew', async () => {
      let answer = (): void => undefined;
      const late = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const { fetch = server.fetch } = options;
      options = {
        ...options,
        fetch: async (url, init) =>
          url.includes('cursor=next') ? late.then(() => fetch(url, init)) : fetch(url, init),
      };
      server.answers.set('/api/calls', list([call(2, later)], 'next'));
      server.answers.set('/api/calls?cursor=next', list([call(1)]));
      await render(<History />);
      rtl.fireEvent.click(rtl.within(document.body).getByRole('button'));
      await rtl.act(async () => server.cut());
      server.restore();
      server.offline = false;
      server.answers.set('/api/calls', list([call(3, later)]));
      await pass(30_000);
      expect(text()).to.equal('call-3 ringing');
      answer();
      await pass(100);
      expect(text()).to.equal('call-3 ringing');
    });

    it('has what happens to a call while the page that it is on is being read', async () => {
      const { fetch = server.fetch } = options;
      options = {
        ...options,
        fetch: async (url, init) => {
          const answer = await fetch(url, init);
          if (url.includes('cursor=next')) server.tell(callEvent(1, 1, 'call.ended'));
          return answer;
        },
      };
      server.answers.set('/api/calls', list([call(2, later)], 'next'));
      server.answers.set('/api/calls?cursor=next', list([call(1, { status: 'active' })]));
      await render(<History />);
      rtl.fireEvent.click(rtl.within(document.body).getByRole('button'));
      await pass(10);
      expect(text()).to.equal('call-2 ringing, call-1 ended');
    });

    it('leaves it to the server whether a number is the one of the query', async () => {
      await render(<History from="5550123" />);
      server.answers.set('/api/calls', list([call(1)]));
      await tell(callEvent(1, 2, 'call.ring', { from_number: '555-9999' }));
      await pass(2_000);
      expect(server.asked.length).to.equal(1);
      await tell(callEvent(2, 1, 'call.ring'), callEvent(3, 1, 'call.ring'));
      await pass(2_000);
      expect([text(), server.asked.length]).to.deep.equal(['call-1 ringing', 2]);
    });
  });

  describe('useVoicemails', () => {
    it('shows a new one at once, and its transcript when there is one', async () => {
      const Voicemails = () => <p>{useVoicemails().voicemails.map(({ id, transcript }) => `${id} ${transcript}`)}</p>;
      await render(<Voicemails />);
      await tell(voicemailEvent(1, 1));
      expect(text()).to.equal('voicemail-1 null');
      const updated = { ...voicemailEvent(2, 1, { transcript: 'Call me.' }), event: 'voicemail.updated' };
      await tell(updated as CtiEvent);
      expect(text()).to.equal('voicemail-1 Call me.');
    });
  });
});
