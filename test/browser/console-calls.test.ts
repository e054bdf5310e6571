import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { INTERNAL_SECRET, type Running, run, WEBHOOK_SECRET } from '../e2e/running.js';
import { deliverAll, officeWeek } from '../support/office-week.js';
import { type ConsoleBrowser, consoleBrowser, expectAccessible, settled } from './console-pages.js';

const PAGES = ['live', 'calls', 'voicemails', 'messages', 'statistics'];

describe('the calls of an app in the console', function () {
  this.timeout(60_000);
  let console: ConsoleBrowser;
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    console = await consoleBrowser();
    at = await run();
    app = await at.newApp('Harbor Clinic');
    await deliverAll(at.url, WEBHOOK_SECRET, officeWeek(Date.now()));
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
  });
  after(async () => {
    await at.stop();
    await console.close();
  });

  const enter = async (options: Parameters<ConsoleBrowser['open']>[0] = {}): Promise<Page> => {
    const page = await console.open(options);
    await page.goto(`${at.url}/console`);
    await page.getByLabel('API key').fill(app.key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    return page;
  };

  /** Pages of one call and of one thread. */
  const deeperPages = async (): Promise<readonly string[]> => {
    const [calls, threads] = [
      await at.crm(app.key, '/api/calls?status=ended'),
      await at.crm(app.key, '/api/messages/threads'),
    ];
    const transferred = calls.body.data.find(
      (one: { ended_reason: string | null }) => one.ended_reason === 'transferred',
    );
    return [`calls/${transferred.id}`, `messages/${encodeURIComponent(threads.body.data[0].number)}`];
  };

  it('are shown as they ring, are answered and end, without loading the page', async () => {
    const page = await enter();
    await page.locator('main .stream-state .badge.good, .side .badge.good').first().waitFor();
    const call = { call_id: 777, direction: 'inbound', from_number: '+15550109999', to_number: '+15550100101' };
    const path = `/webhooks/dialpad/${app.id}`;
    const card = page.locator('.live-call', { hasText: '+1 555 010 9999' });
    await at.deliver({ event_type: 'call.ring', ...call }, path);
    await page.locator('.live-call.ringing', { hasText: '+1 555 010 9999' }).waitFor();
    await at.deliver({ event_type: 'call.started', ...call }, path);
    await page.locator('.live-call:not(.ringing)', { hasText: '+1 555 010 9999' }).waitFor();
    await at.deliver({ event_type: 'call.ended', duration: 12, ...call }, path);
    await card.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('are found by number and by what became of them, and each has a page with its events and webhooks', async () => {
    const page = await enter();
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.locator('.list tbody tr, table tbody tr').first().waitFor();
    await page.getByLabel('Number or person').fill('(555) 011-0201');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=/);
    await page.locator('table tbody tr', { hasNotText: '+1 555 011 0201' }).first().waitFor({ state: 'detached' });
    await page.getByLabel('Status').selectOption('missed');
    await page.locator('table tbody tr', { hasNotText: 'Missed' }).first().waitFor({ state: 'detached' });
    await page.locator('table tbody a').first().click();
    await page.getByRole('heading', { name: 'What is known' }).waitFor();
    await settled(page);
    for (const title of ['Events it told', 'Webhooks it came from']) {
      const panel = page.getByRole('region', { name: title });
      await panel.locator('summary').first().click();
      await panel.locator('.payload').waitFor();
    }
    await expectAccessible(page);
    await page.goBack();
    await page.waitForURL(/status=missed/);
    await page.context().close();
  });

  it('are written on, which others see at once, and what one is writing stays', async () => {
    const [page, other] = [await enter(), await enter()];
    const { body } = await at.crm(app.key, '/api/calls?status=ended&limit=1');
    const call = body.data[0];
    for (const one of [page, other]) {
      await one.goto(`${at.url}/console/calls/${call.id}`);
      await one.getByLabel('Disposition').waitFor();
      await one.locator('.stream-state .badge.good').waitFor();
    }
    await other.getByLabel('Disposition').fill('being written');
    await page.getByLabel('Disposition').fill('sold');
    await page.getByLabel('Note', { exact: true }).fill('Wants two of them.');
    await page.getByLabel('Record').fill('https://crm.example.com/7');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It is saved').waitFor();
    expect(await page.getByRole('link', { name: 'Open it in the CRM' }).getAttribute('href')).to.equal(
      'https://crm.example.com/7',
    );
    await other.getByRole('link', { name: 'Open it in the CRM' }).waitFor();
    expect(await other.getByLabel('Disposition').inputValue()).to.equal('being written');
    await page.getByLabel('Note', { exact: true }).fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Save', disabled: true }).waitFor();
    const written = (await at.crm(app.key, `/api/calls/${call.id}`)).body.data;
    expect(written).to.include({ disposition: 'sold', note: null, record_url: 'https://crm.example.com/7' });
    await page.context().close();
    await other.context().close();
  });

  it('are reached by keys, and a call that rings takes no focus but is read out', async () => {
    const page = await enter();
    await page.locator('.stream-state .badge.good').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    await page.getByRole('heading', { name: 'Voicemails', level: 1 }).waitFor();
    expect(await page.title()).to.equal('Voicemails · cti-server');
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    await page.keyboard.press('/');
    const search = page.getByLabel('Number or person');
    await search.waitFor();
    await page.locator('input[type=search]:focus').waitFor();
    await search.pressSequentially('g l?');
    await page.getByText('No call is like that.').waitFor();
    const ring = { call_id: 778, direction: 'inbound', from_number: '+15550109998', to_number: '+15550100101' };
    await at.deliver({ event_type: 'call.ring', ...ring }, `/webhooks/dialpad/${app.id}`);
    await page.getByText('Incoming call from +1 555 010 9998').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'There are newer calls: search again' }).waitFor();
    expect(await page.evaluate('document.activeElement?.type')).to.equal('search');
    expect(await search.inputValue()).to.equal('g l?');
    await at.deliver({ event_type: 'call.ended', ...ring }, `/webhooks/dialpad/${app.id}`);
    await page.context().close();
  });

  it('are dark or light as one chooses, also after the page is loaded anew', async () => {
    const page = await enter({ colorScheme: 'light' });
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.getByLabel('Colours').selectOption('dark');
    expect(await background()).not.to.equal(light);
    await page.reload();
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    expect(await background()).not.to.equal(light);
    await page.context().close();
  });

  it('leave voicemails to be read, messages as threads, and statistics', async () => {
    const page = await enter();
    await page.getByRole('link', { name: 'Voicemails', exact: true }).click();
    await page.locator('.voicemail', { hasText: 'opening hours' }).first().waitFor();
    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await page.locator('.thread-link').first().click();
    await page.locator('.bubble').first().waitFor();
    await page.getByRole('link', { name: 'Statistics', exact: true }).click();
    await page.locator('.chart canvas').first().waitFor();
    await page.context().close();
  });

  it('need a key that is valid, which the tab forgets when one signs out', async () => {
    const page = await console.open();
    await page.goto(`${at.url}/console/calls`);
    await page.getByLabel('API key').fill('app_wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The API key is not valid.').waitFor();
    await page.getByLabel('API key').fill(app.key);
    await page.keyboard.press('Enter');
    await page.locator('table tbody tr').first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    const kept = await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])');
    expect(kept).not.to.include(app.key).and.not.to.include(INTERNAL_SECRET);
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`have nothing that keeps people out, on any page, ${colorScheme}`, async () => {
      const page = await enter({ colorScheme, reducedMotion: 'reduce' });
      for (const name of [...PAGES, ...(await deeperPages())]) {
        await page.goto(`${at.url}/console/${name}`);
        await settled(page);
        await expectAccessible(page);
      }
      await page.keyboard.press('?');
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('API key').waitFor();
      await expectAccessible(page);
      await page.context().close();
    });
  }

  it('fit a screen of 320 pixels', async () => {
    const page = await enter({ viewport: { width: 320, height: 640 } });
    for (const name of [...PAGES, ...(await deeperPages())]) {
      await page.goto(`${at.url}/console/${name}`);
      await settled(page);
      const closed = page.locator('details:not([open]) > summary');
      while ((await closed.count()) > 0) await closed.first().click();
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).to.be.at.most(320);
    }
    await page.context().close();
  });
});
