import { expect } from 'chai';
import sinon from 'sinon';
import { createClient } from '../../src/client/index.js';
import { claimByElection } from '../../src/react/pop/election.js';
import { type Incoming, makeIncoming } from '../../src/react/pop/incoming.js';
import type { Browser } from '../../src/react/pop/platform.js';
import { tabLock } from '../../src/react/pop/tab-lock.js';
import { type StreamPart, shareStream } from '../../src/react/shared/shared-stream.js';
import { fakeBrowser } from './fake-browser.js';
import { call, callEvent, type FakeServer, fakeServer, list } from './fake-server.js';

describe('one tab of several', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'Date'],
      now: Date.parse('2026-11-26T12:00:01Z'),
    });
  });
  afterEach(() => clock.restore());

  for (const hasLocks of [true, false]) {
    describe(hasLocks ? 'with the locks of the browser' : 'without locks of the browser', () => {
      it('has the lock, and the next one when it has let go', async () => {
        const { tab } = fakeBrowser(hasLocks);
        const held: number[] = [];
        const letGo = [0, 1, 2].map((n) => tabLock(tab())('pop', () => held.push(n)));
        await clock.tickAsync(5_000);
        expect(held.length).to.equal(1);
        letGo[held[0] ?? 0]?.();
        await clock.tickAsync(5_000);
        expect(held.length).to.equal(2);
        for (const go of letGo) go();
        await clock.tickAsync(5_000);
        expect(held.length).to.equal(2);
      });

      it('does not get a lock that it does not want any more', async () => {
        const { tab } = fakeBrowser(hasLocks);
        const held: string[] = [];
        const first = tabLock(tab())('pop', () => held.push('first'));
        await clock.tickAsync(5_000);
        tabLock(tab())('pop', () => held.push('second'))();
        first();
        await clock.tickAsync(5_000);
        expect(held).to.deep.equal(['first']);
      });

      it('has each lock for itself', async () => {
        const { tab } = fakeBrowser(hasLocks);
        const held: string[] = [];
        for (const name of ['a', 'b']) tabLock(tab())(name, () => held.push(name));
        await clock.tickAsync(5_000);
        expect(held).to.have.members(['a', 'b']);
      });
    });
  }

  describe('elected', () => {
    const electing = (ids: readonly string[]) => {
      const { BroadcastChannel } = fakeBrowser(false).tab();
      if (BroadcastChannel === undefined) throw new Error('no channels');
      const left = [...ids];
      return claimByElection(
        (name) => new BroadcastChannel(name),
        () => left.shift() ?? '',
      );
    };

    it('is the one with the smallest id, of those that claim at the same time', async () => {
      const claim = electing(['c', 'a', 'b']);
      const held: string[] = [];
      for (const name of ['c', 'a', 'b']) claim('pop', () => held.push(name));
      await clock.tickAsync(10_000);
      expect(held).to.deep.equal(['a']);
    });

    it('keeps it from one with a smaller id that comes later', async () => {
      const claim = electing(['b', 'a']);
      const held: string[] = [];
      claim('pop', () => held.push('b'));
      await clock.tickAsync(1_000);
      claim('pop', () => held.push('a'));
      await clock.tickAsync(10_000);
      expect(held).to.deep.equal(['b']);
    });

    it('is followed by another within two seconds when it is gone without a word', async () => {
      const { tab } = fakeBrowser(false);
      const { BroadcastChannel } = tab();
      if (BroadcastChannel === undefined) throw new Error('no channels');
      const held: string[] = [];
      const channels: { close(): void }[] = [];
      const claim = claimByElection((name) => {
        const channel = new BroadcastChannel(name);
        channels.push(channel);
        return channel;
      });
      claim('pop', () => held.push('first'));
      await clock.tickAsync(1_000);
      claim('pop', () => held.push('second'));
      await clock.tickAsync(1_000);
      channels[0]?.close();
      await clock.tickAsync(2_000);
      expect(held).to.deep.equal(['first', 'second']);
    });
  });

  it('is every tab where there is neither a lock nor a channel', async () => {
    const held: number[] = [];
    for (const n of [0, 1]) tabLock({})('pop', () => held.push(n));
    await clock.tickAsync(10);
    expect(held).to.deep.equal([0, 1]);
  });

  it('falls back where a page is refused the locks', async () => {
    const locks = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) };
    const held: number[] = [];
    tabLock({ ...fakeBrowser(false).tab(), navigator: { locks } })('pop', () => held.push(1));
    await clock.tickAsync(1_000);
    expect(held).to.deep.equal([1]);
  });

  describe('that shows a call', () => {
    let server: FakeServer;
    const closing: (() => void)[] = [];
    const openTab = async (
      browser: Browser,
      part: StreamPart = {},
    ): Promise<Incoming & { readonly close: () => void }> => {
      const { url, fetch, WebSocket } = server;
      const stream = shareStream(createClient({ url, fetch, WebSocket }), part);
      const incoming = makeIncoming(stream, 'ana@example.com', browser);
      const stops = [stream.use(), incoming.subscribe(() => undefined)];
      const close = (): void => {
        for (const stop of stops) stop();
      };
      closing.push(close);
      await clock.tickAsync(100);
      return { ...incoming, close };
    };
    const shown = (tabs: readonly Incoming[]) => tabs.map((tab) => tab.call()?.id ?? null);
    const tell = async (...events: readonly Parameters<FakeServer['tell']>[0][]) => {
      for (const event of events) server.tell(event);
      await clock.tickAsync(500);
    };
    beforeEach(() => {
      server = fakeServer();
    });
    afterEach(async () => {
      for (const close of closing.splice(0)) close();
      await clock.tickAsync(100);
      expect(server.open()).to.equal(0);
    });

    it('is the one that the person works in', async () => {
      const { tab } = fakeBrowser(true);
      const tabs = [await openTab(tab()), await openTab(tab(true)), await openTab(tab())];
      await tell(callEvent(1, 1, 'call.ring'));
      expect(shown(tabs)).to.deep.equal([null, 'call-1', null]);
    });

    it('is the same for a second call, which it shows after the first', async () => {
      const { tab } = fakeBrowser(true);
      const tabs = [await openTab(tab()), await openTab(tab(true))];
      await tell(callEvent(1, 1, 'call.ring'));
      await tell(callEvent(2, 2, 'call.ring'));
      expect(shown(tabs)).to.deep.equal([null, 'call-1']);
      await tell(callEvent(3, 1, 'call.missed'));
      expect(shown(tabs)).to.deep.equal([null, 'call-2']);
    });

    it('is followed by another when it is closed', async () => {
      const { tab } = fakeBrowser(true);
      const tabs = [await openTab(tab(true)), await openTab(tab())];
      await tell(callEvent(1, 1, 'call.ring'));
      tabs[0]?.close();
      await clock.tickAsync(500);
      expect(shown(tabs)).to.deep.equal([null, 'call-1']);
    });

    it('is followed by another when it is hidden and pauses, for this call and the next', async () => {
      const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
      const show = async (state: string) => {
        page.visibilityState = state;
        page.dispatchEvent(new Event('visibilitychange'));
        await clock.tickAsync(500);
      };
      Object.defineProperty(globalThis, 'document', { value: page, configurable: true });
      try {
        const { tab } = fakeBrowser(true);
        const tabs = [await openTab(tab(true), { pauseWhenHidden: true }), await openTab(tab())];
        await tell(callEvent(1, 1, 'call.ring'));
        expect(shown(tabs)).to.deep.equal(['call-1', null]);
        await show('hidden');
        expect(shown(tabs)).to.deep.equal([null, 'call-1']);
        await tell(callEvent(2, 1, 'call.ended'));
        await clock.tickAsync(5_000);
        await tell(callEvent(3, 2, 'call.ring'));
        expect(shown(tabs)).to.deep.equal([null, 'call-2']);
        await show('visible');
        expect(shown(tabs)).to.deep.equal([null, 'call-2']);
        await tell(callEvent(4, 2, 'call.missed'));
        await clock.tickAsync(5_000);
        await tell(callEvent(5, 3, 'call.ring'));
        expect(shown(tabs)).to.deep.equal(['call-3', null]);
      } finally {
        for (const close of closing.splice(0)) close();
        await clock.tickAsync(100);
        Reflect.deleteProperty(globalThis, 'document');
      }
    });

    it('is followed by none when the call was dismissed in it', async () => {
      const { tab } = fakeBrowser(true);
      const tabs = [await openTab(tab(true)), await openTab(tab())];
      await tell(callEvent(1, 1, 'call.ring'));
      tabs[0]?.dismiss();
      await clock.tickAsync(500);
      tabs[0]?.close();
      await clock.tickAsync(5_000);
      expect(shown(tabs)).to.deep.equal([null, null]);
    });

    it('is none of a tab that opens while a dismissed call rings on', async () => {
      const { tab } = fakeBrowser(true);
      const first = await openTab(tab(true));
      await tell(callEvent(1, 1, 'call.ring'));
      first.dismiss();
      const second = await openTab(tab());
      server.tell(callEvent(2, 1, 'call.updated', { changed: ['from_number'] }));
      await clock.tickAsync(5_000);
      expect(shown([first, second])).to.deep.equal([null, null]);
    });

    it('shows a call again that has moved on and come back, also if it was dismissed before', async () => {
      const { tab } = fakeBrowser(true);
      const only = await openTab(tab(true));
      await tell(callEvent(1, 1, 'call.ring'));
      only.dismiss();
      await tell(callEvent(2, 1, 'call.updated', { target_crm_user: 'ben@example.com', changed: ['dialpad_user_id'] }));
      await tell(callEvent(3, 1, 'call.ring'));
      expect(shown([only])).to.deep.equal(['call-1']);
    });

    for (const late of [900, 3_000]) {
      it(`leaves nothing to pop in a tab that learns of the end ${late} ms later`, async () => {
        const { tab } = fakeBrowser(true);
        const fast = await openTab(tab(true));
        const own = server;
        server = fakeServer();
        const slow = await openTab(tab());
        const slowServer = server;
        const seen: (string | null)[] = [];
        slow.subscribe(() => void seen.push(slow.call()?.id ?? null));
        for (const one of [own, slowServer]) one.tell(callEvent(1, 1, 'call.ring'));
        await clock.tickAsync(500);
        own.tell(callEvent(2, 1, 'call.ended'));
        await clock.tickAsync(late);
        slowServer.tell(callEvent(2, 1, 'call.ended'));
        await clock.tickAsync(5_000);
        expect([shown([fast, slow]), seen]).to.deep.equal([[null, null], []]);
      });
    }

    it('is not one whose stream is away, which may show what is over', async () => {
      const { tab } = fakeBrowser(true);
      server.ticketsWait = new Promise(() => undefined);
      server.answers.set('/api/calls/active', list([call(1)]));
      const away = await openTab(tab(true));
      await clock.tickAsync(2_500);
      server = fakeServer();
      const there = await openTab(tab());
      await tell(callEvent(1, 1, 'call.ring'));
      expect(shown([away, there])).to.deep.equal([null, 'call-1']);
    });
  });
});
