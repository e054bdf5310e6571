import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { StreamOptions, StreamState } from '../../src/client/index.js';
import { type Running, run } from '../e2e/running.js';
import { launchBrowser } from '../support/browser.js';
import { type ChaosProxy, chaosProxy } from '../support/chaos-proxy.js';
import { type ServedPage, servePage } from '../support/client-page.js';
import { deliverMany, idsInLog, makeTold, type Told } from '../support/many-events.js';
import { seeded } from '../support/seeded.js';

const EVENTS = 5_000;
const DROPS = 200;
const TIMING = { firstRetryMs: 20, maxRetryMs: 200, openMs: 2_000, quietMs: 200, answerMs: 150, socketAgainMs: 100 };

const ring = (id: number) => ({ event_type: 'call.ring', call: { id, direction: 'inbound', from: '555-0123' } });

describe('the client in a browser', function () {
  this.timeout(180_000);
  let browser: Browser;
  let served: ServedPage;
  let at: Running;
  let key: string;
  let proxy: ChaosProxy;
  let page: Page;
  let told: Told;
  let states: StreamState[];
  let seeState: (state: StreamState) => void;

  /** Waits until the page says that its stream is so. */
  const untilState = (wanted: (state: StreamState) => boolean): Promise<void> =>
    new Promise((resolve) => {
      seeState = (state) => {
        if (wanted(state)) resolve();
      };
      const last = states.at(-1);
      if (last !== undefined) seeState(last);
    });
  const isLive = ({ status }: StreamState) => status === 'live';

  const openPage = async (random = seeded(1), drops = 0) => {
    proxy = await chaosProxy(at.url, { random, drops });
    told = makeTold();
    states = [];
    seeState = () => undefined;
    page = await browser.newPage();
    await page.exposeFunction('ticketForPage', async () => {
      const answer = await at.request('POST', '/api/ws-tickets', { headers: { 'x-app-api-key': key } });
      return answer.body.ticket;
    });
    await page.exposeFunction('noteEvent', told.note);
    await page.exposeFunction('noteState', (state: StreamState) => {
      states.push(state);
      seeState(state);
    });
    await page.goto(served.url);
  };
  const follow = (options: StreamOptions) =>
    page.evaluate(([url, given]) => globalThis.follow(url, given), [proxy.url, options] as const);

  before(async () => {
    browser = await launchBrowser();
    served = await servePage('client-page.ts');
  });
  beforeEach(async () => {
    at = await run({ STORAGE: 'memory' });
    ({ key } = await at.newApp('Clinic'));
  });
  afterEach(async () => {
    await page.close();
    await proxy.stop();
    await at.stop();
  });
  after(async () => {
    await browser.close();
    await served.stop();
  });

  it(`tells ${EVENTS} events, whole, once and in order, while ${DROPS} connections are dropped`, async () => {
    const random = seeded(4);
    await openPage(random, DROPS);
    const vias = new Set<string>();
    seeState = ({ status, via = '' }) => {
      if (status === 'live') vias.add(via);
      proxy.refuseUpgrades(random() < 0.4);
    };
    await follow({ since: 0, timing: TIMING });
    await deliverMany(at, EVENTS, told, random);
    expect(told.ids).to.deep.equal(await idsInLog(at, key));
    expect(proxy.drops()).to.equal(DROPS);
    expect([...vias]).to.include.members(['WebSocket', 'SSE']);
  });

  it('follows Server-Sent Events where a proxy refuses upgrades, and returns to a socket when it does not', async () => {
    await openPage();
    proxy.refuseUpgrades(true);
    await follow({ timing: { firstRetryMs: 10, socketAgainMs: 500 } });
    await untilState(({ via }) => via === 'SSE');
    await at.deliver(ring(1));
    await told.reach(1);
    proxy.refuseUpgrades(false);
    await untilState(({ via }) => via === 'WebSocket');
    await at.deliver(ring(2));
    await told.reach(2);
    expect(told.ids).to.deep.equal(await idsInLog(at, key));
  });

  it('comes back when the network does, with what it missed', async () => {
    await openPage();
    await follow({ timing: { firstRetryMs: 60_000, maxRetryMs: 60_000, quietMs: 200, answerMs: 200 } });
    await untilState(isLive);
    await page.context().setOffline(true);
    proxy.cutAll();
    await untilState(({ status }) => status === 'connecting');
    await at.deliver(ring(1));
    await page.context().setOffline(false);
    await told.reach(1);
    await untilState(isLive);
  });

  it('pauses in a hidden tab if asked, and catches up when it is shown', async () => {
    await openPage();
    await follow({ pauseWhenHidden: true });
    await untilState(isLive);
    await page.evaluate(() => globalThis.showAs('hidden'));
    await untilState(({ status }) => status === 'paused');
    await at.deliver(ring(1));
    expect(told.ids).to.deep.equal([]);
    await page.evaluate(() => globalThis.showAs('visible'));
    await told.reach(1);
    await untilState(isLive);
    expect(states.map(({ status }) => status)).to.deep.equal(['live', 'paused', 'connecting', 'catching up', 'live']);
  });
});
