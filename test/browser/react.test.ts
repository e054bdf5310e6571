import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Crm, serveCrm } from '../../examples/react/serve.js';
import { until } from '../e2e/office.js';
import { type Running, run } from '../e2e/running.js';
import { launchBrowser } from '../support/browser.js';
import { type CuttableProxy, cuttableProxy } from '../support/cuttable-proxy.js';

const ANA = 7;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Notes what pops in a page, for as long as it is open. */
const NOTE_POPS = `
  globalThis.pops = [];
  new MutationObserver(() => {
    const name = document.querySelector('.pop-name')?.textContent;
    if (name !== undefined && globalThis.pops.at(-1) !== name) globalThis.pops.push(name);
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;
/** A browser that has no locks of its own, as on a page without HTTPS. */
const NO_LOCKS = `Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });`;

describe('the React example in a browser', function () {
  this.timeout(90_000);
  let at: Running;
  let proxy: CuttableProxy;
  let crm: Crm;
  let browser: Browser;
  let context: BrowserContext;
  let tabs: readonly Page[] = [];

  const deliver = async (event_type: string, call: object) => {
    const { status } = await at.deliver({ event_type, call: { direction: 'inbound', user_id: ANA, ...call } });
    expect(status).to.equal(200);
  };
  const open = async (user = 'ana@example.com') => {
    const page = await context.newPage();
    await page.goto(`${crm.url}/?user=${user}`);
    await page.getByText('Live', { exact: true }).waitFor();
    return page;
  };
  const openTabs = async (...scripts: readonly string[]) => {
    context = await browser.newContext();
    for (const content of [NOTE_POPS, ...scripts]) await context.addInitScript({ content });
    tabs = [await open(), await open(), await open()];
  };
  const everywhere = (check: (page: Page) => Promise<unknown>) => Promise.all(tabs.map(check));
  const active = (page: Page) => page.getByRole('region', { name: 'On the phone' });
  const history = (page: Page) => page.getByRole('region', { name: 'Calls', exact: true });
  const pop = (page: Page) => page.locator('.pop');
  const row = (area: ReturnType<typeof active>, ...texts: readonly string[]) =>
    texts.reduce((rows, hasText) => rows.filter({ hasText }), area.getByRole('listitem'));
  /** The tab in which a call from this number pops. */
  const poppingTab = async (number: string): Promise<Page> => {
    const shown = tabs.map(async (page) => {
      await page.locator('.pop-name', { hasText: number }).waitFor();
      return page;
    });
    return Promise.any(shown);
  };
  const popsOf = (page: Page): Promise<readonly string[]> => page.evaluate('globalThis.pops');
  /** How often this number has popped, in each tab. */
  const timesPopped = async (number: string): Promise<readonly number[]> => {
    const all = await Promise.all(tabs.map(popsOf));
    return all.map((names) => names.filter((name) => name === number).length).sort();
  };
  const nothingPops = () => everywhere((page) => pop(page).waitFor({ state: 'detached' }));

  before(async () => {
    at = await run();
    proxy = await cuttableProxy(at.url);
    const app = await at.newApp('Larkspur');
    await at.admin('POST', `/internal/apps/${app.id}/users/map`, {
      dialpad_user_id: ANA,
      crm_user_id: 'ana@example.com',
    });
    crm = await serveCrm({ url: proxy.url.replace(/\/$/, ''), apiKey: app.key });
    browser = await launchBrowser();
  });
  beforeEach(() => openTabs());
  afterEach(() => context.close());
  after(async () => {
    await browser.close();
    await crm.stop();
    await proxy.cut();
    await at.stop();
  });

  it('pops in exactly one of three tabs, and shows in all who rings, talks and has ended', async () => {
    await deliver('call.ring', { id: 1, from: '555-0001' });
    await poppingTab('555-0001');
    await everywhere((page) => row(active(page), 'Ringing', '555-0001').waitFor());
    await deliver('call.started', { id: 1 });
    await everywhere((page) => row(active(page), 'Talking', '555-0001').waitFor());
    await nothingPops();
    await deliver('call.ended', { id: 1, duration: 65 });
    await everywhere((page) => row(history(page), 'Ended', '555-0001', '1:05').waitFor());
    await everywhere((page) => page.getByText('Nobody is on the phone.').waitFor());
    await deliver('call.ring', { id: 2, from: '555-0002' });
    await poppingTab('555-0002');
    await deliver('call.ended', { id: 2 });
    await nothingPops();
    expect([await timesPopped('555-0001'), await timesPopped('555-0002')]).to.deep.equal([
      [0, 0, 1],
      [0, 0, 1],
    ]);
  });

  it('opens one socket for each tab, in StrictMode too, and reads each list once', async () => {
    const page = await context.newPage();
    const seen: string[] = [];
    page.on('websocket', () => seen.push('socket'));
    page.on('request', (request) => {
      if (request.url().includes('/cti/')) seen.push(new URL(request.url()).pathname);
    });
    await page.goto(crm.url);
    await page.getByText('Live', { exact: true }).waitFor();
    await history(page).getByRole('listitem').first().waitFor();
    const lists = ['/cti/api/calls', '/cti/api/calls/active', '/cti/api/calls/active', '/cti/api/voicemails'];
    expect(seen.sort()).to.deep.equal([...lists, '/cti/ticket', 'socket']);
  });

  it('says who was missed', async () => {
    await deliver('call.ring', { id: 10, from: '555-0010' });
    await poppingTab('555-0010');
    await at.deliver({ call_id: 10, state: 'missed', direction: 'inbound', target: { id: ANA, type: 'user' } });
    await nothingPops();
    await everywhere((page) => row(page.getByRole('region', { name: 'You missed' }), '555-0010').waitFor());
    await everywhere((page) => row(history(page), 'Missed', '555-0010').waitFor());
  });

  it('shows a voicemail, and what was said in it', async () => {
    const voicemails = (page: Page) => page.getByRole('region', { name: 'Voicemails' });
    const left = {
      id: 77,
      from: '555-0020',
      to: '555-9876',
      user_id: ANA,
      duration: 9,
      recording_url: 'https://x.example/1',
    };
    await at.deliver({ event_type: 'voicemail.received', voicemail: left });
    await everywhere((page) => row(voicemails(page), '555-0020', 'No transcript yet').waitFor());
    await at.deliver({ event_type: 'voicemail.received', voicemail: { ...left, transcript: 'Please call me back.' } });
    await everywhere((page) => row(voicemails(page), '555-0020', 'Please call me back.').waitFor());
  });

  it('pops no more in any tab when it is dismissed in one, also when that one is closed', async () => {
    await deliver('call.ring', { id: 30, from: '555-0030' });
    const popping = await poppingTab('555-0030');
    await popping.getByRole('button', { name: 'Dismiss' }).click();
    await nothingPops();
    await popping.close();
    tabs = tabs.filter((page) => page !== popping);
    await deliver('call.ring', { id: 31, from: '555-0031' });
    await poppingTab('555-0031');
    for (const id of [30, 31]) await deliver('call.ended', { id });
    await nothingPops();
    expect([await timesPopped('555-0030'), await timesPopped('555-0031')]).to.deep.equal([
      [0, 0],
      [0, 1],
    ]);
  });

  it('pops in another tab when the one that pops is closed', async () => {
    await deliver('call.ring', { id: 40, from: '555-0040' });
    const first = await poppingTab('555-0040');
    tabs = tabs.filter((page) => page !== first);
    await first.close();
    await poppingTab('555-0040');
    await deliver('call.ended', { id: 40 });
    await nothingPops();
    expect(await timesPopped('555-0040')).to.deep.equal([0, 1]);
  });

  it('pops in exactly one of three tabs of a browser without locks, and in another when that one is closed', async () => {
    await context.close();
    await openTabs(NO_LOCKS);
    await deliver('call.ring', { id: 50, from: '555-0050' });
    const first = await poppingTab('555-0050');
    await everywhere((page) => row(active(page), 'Ringing', '555-0050').waitFor());
    expect(await timesPopped('555-0050')).to.deep.equal([0, 0, 1]);
    tabs = tabs.filter((page) => page !== first);
    await first.close();
    await poppingTab('555-0050');
    await deliver('call.ended', { id: 50 });
    await nothingPops();
    expect(await timesPopped('555-0050')).to.deep.equal([0, 1]);
  });

  it('does not pop for a ring that is replayed, and shows the call', async () => {
    const app = await at.newApp('Another');
    const { body } = await at.deliver({
      event_type: 'call.ring',
      call: { id: 60, direction: 'inbound', user_id: ANA, from: '555-0060' },
    });
    expect(body.routed).to.equal(false);
    await at.admin('PATCH', `/internal/apps/${app.id}`, { is_active: false });
    await at.admin('POST', `/internal/webhook-events/${body.event_id}/retry`);
    await everywhere((page) => row(active(page), 'Ringing', '555-0060').waitFor());
    await deliver('call.ring', { id: 61, from: '555-0061' });
    await poppingTab('555-0061');
    for (const id of [60, 61]) await deliver('call.ended', { id });
    await nothingPops();
    expect(await timesPopped('555-0060')).to.deep.equal([0, 0, 0]);
  });

  it('comes back after 8 seconds without a network, with nothing missing', async () => {
    const [page] = tabs;
    if (page === undefined) throw new Error('no tab');
    const since = Date.now();
    await context.setOffline(true);
    // A browser that is told to be offline keeps the sockets that it has.
    await proxy.cut();
    await proxy.restore();
    await everywhere((tab) => tab.getByText('Connecting…').waitFor());
    await deliver('call.ring', { id: 70, from: '555-0070' });
    await deliver('call.started', { id: 70 });
    await deliver('call.ended', { id: 70, duration: 61 });
    await deliver('call.ring', { id: 71, from: '555-0071' });
    await until(async () => Date.now() - since > 8_000);
    expect(await row(history(page), '555-0070').count()).to.equal(0);
    await context.setOffline(false);
    await everywhere((tab) => row(history(tab), 'Ended', '555-0070', '1:01').waitFor());
    await everywhere((tab) => row(active(tab), 'Ringing', '555-0071').waitFor());
    await poppingTab('555-0071');
    await everywhere((tab) => tab.getByText('Live', { exact: true }).waitFor());
    await deliver('call.ended', { id: 71 });
    await nothingPops();
    expect([await timesPopped('555-0070'), await timesPopped('555-0071')]).to.deep.equal([
      [0, 0, 0],
      [0, 0, 1],
    ]);
  });

  it('shows the calls with one number, and new ones from it and to it', async () => {
    const [page] = tabs;
    if (page === undefined) throw new Error('no tab');
    await deliver('call.ring', { id: 80, from: '+1 555 555 0080' });
    const popping = await poppingTab('+1 555 555 0080');
    await popping.getByRole('button', { name: 'Earlier calls' }).click();
    const ofNumber = popping.getByRole('region', { name: 'Calls with +1 555 555 0080' });
    await row(ofNumber, 'Ringing').waitFor();
    await deliver('call.ended', { id: 80 });
    await deliver('call.ring', { id: 81, from: '(555) 555-0080' });
    await row(ofNumber, 'Ringing').waitFor();
    expect(await ofNumber.getByRole('listitem').count()).to.equal(2);
    await deliver('call.ended', { id: 81 });
    await deliver('call.started', { id: 82, direction: 'outbound', from: '555-9876', to: '+15555550080' });
    await row(ofNumber, 'Talking').waitFor();
    await deliver('call.ended', { id: 82 });
  });

  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 320],
  ] as const) {
    it(`has nothing that axe finds, ${colorScheme}, ${width} pixels wide`, async () => {
      const [page] = tabs;
      if (page === undefined) throw new Error('no tab');
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await deliver('call.ring', { id: width, from: '555-0090' });
      const popping = await poppingTab('555-0090');
      await popping.setViewportSize({ width, height: 900 });
      await popping.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await popping.addScriptTag({ path: AXE });
      const found = await popping.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
      );
      expect(found).to.deep.equal([]);
      expect(await popping.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
      if (process.env.PICTURES !== undefined)
        await popping.screenshot({ path: `${process.env.PICTURES}/react-${colorScheme}.png` });
      await deliver('call.ended', { id: width });
    });
  }
});
