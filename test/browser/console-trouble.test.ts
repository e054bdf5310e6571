import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { type Running, run } from '../e2e/running.js';
import { type ConsoleBrowser, consoleBrowser, settled } from './console-pages.js';

/** More than a page of any list. */
const MANY = 60;

describe('the console in trouble', function () {
  this.timeout(60_000);
  let console: ConsoleBrowser;
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    console = await consoleBrowser();
    at = await run();
    app = await at.newApp('Busy');
    for (let n = 1; n <= MANY; n += 1) await ring(n);
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
  });
  after(async () => {
    await at.stop();
    await console.close();
  });

  const ring = (id: number, more: object = {}) => {
    const number = `+1555010${String(9000 + id)}`;
    const call = { event_type: 'call.ring', call_id: id, direction: 'inbound', from_number: number, ...more };
    return at.deliver(call, `/webhooks/dialpad/${app.id}`);
  };

  const enter = async (
    key: string,
    path: string,
    options: Parameters<ConsoleBrowser['open']>[0] = {},
  ): Promise<Page> => {
    const page = await console.open(options);
    await page.goto(`${at.url}/console${path}`);
    await page.getByLabel('API key').fill(key);
    await page.keyboard.press('Enter');
    await page.getByLabel('API key').waitFor({ state: 'detached' });
    await settled(page);
    return page;
  };

  it('leaves Live when the key is revoked, and says why; the focus stays in the page', async () => {
    const other = await at.newApp('To be revoked');
    const page = await enter(other.key, '/live');
    expect(await page.evaluate('document.activeElement?.id')).to.equal('main');
    await page.locator('.stream-state .badge.good').waitFor();
    await at.admin('POST', `/internal/apps/${other.id}/api-key/revoke`);
    await page.getByText('You were signed out. The API key was revoked').waitFor();
    expect(await page.evaluate('document.activeElement?.id')).to.equal('main');
    await page.context().close();
  });

  it('goes back to the page of a list, and the place on it, where it was left', async () => {
    const page = await enter(app.key, '/calls');
    await page.getByRole('button', { name: 'Older' }).click();
    const place = page.getByText(`51–${MANY} of ${MANY} calls`);
    await place.waitFor();
    expect(await page.evaluate('scrollY')).to.equal(0);
    await page.setViewportSize({ width: 1280, height: 300 });
    await page.locator('tbody a').last().click();
    await page.getByRole('heading', { name: 'What is known' }).waitFor();
    await page.goBack();
    await place.waitFor();
    expect(await page.evaluate('scrollY')).to.be.greaterThan(100);
    await page.reload();
    await place.waitFor();
    await page.context().close();
  });

  it('says what it cannot find, and proposes who may be meant', async () => {
    const person = { dialpad_user_id: 7, crm_user_id: '10420' };
    await at.admin('POST', `/internal/apps/${app.id}/users/map`, person);
    await ring(900, { user_id: 7, target: { id: 7, type: 'user' } });
    const page = await enter(app.key, '/calls');
    const search = page.getByLabel('Number or person');
    await search.focus();
    await page.locator('datalist option[value="10420"]').waitFor({ state: 'attached' });
    await search.fill('1042');
    await page.getByRole('link', { name: '10420' }).click();
    await page.waitForURL(/person=10420/);
    await page.locator('tbody tr', { hasText: '10420' }).waitFor();
    expect(await search.inputValue()).to.equal('10420');
    await page.context().close();
  });

  it('shows lists as long as they were once something was replayed, and searches what is older', async () => {
    const page = await console.signedIn(at.url);
    await page.goto(`${at.url}/console/admin/inbox?app=${app.id}`);
    await page.getByText(/^50 of 6\d, newest first/).waitFor();
    await page.getByLabel('Search').fill('"call_id":1,');
    await page.getByText('Older deliveries have not been searched yet.').waitFor();
    await page.getByRole('button', { name: 'Search older ones' }).click();
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText('The event is processed again.').waitFor();
    await page.getByText(/^1 found in the newest 6\d of 6\d$/).waitFor();
    await page.reload();
    await page.getByText(/^50 of 6\d, newest first/).waitFor();
    await page.context().close();
  });

  it('copies where the browser has no clipboard for it: over HTTP', async () => {
    const page = await console.open();
    await page.addInitScript("Object.defineProperty(window, 'isSecureContext', { get() { return false } });");
    await page.addInitScript("Object.defineProperty(navigator, 'clipboard', { get() { return undefined } });");
    await page.goto(`${at.url}/console/admin/apps/${app.id}`);
    await page.getByLabel('Internal secret').fill('a-secret-of-the-tests-with-32-characters');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Copy ${app.id}` }).click();
    await page.getByText('Copied').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('');
    await page.getByLabel('Name', { exact: true }).press('Control+V');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).to.equal(app.id);
    await page.context().close();
  });

  it('shows what is long, and what means something to a browser, as it is', async () => {
    const script = '</script><img src=x onerror=alert(1)>';
    for (const [n, name] of [script, 'ا'.repeat(200), 'Wolkenkuckucksheim'.repeat(12)].entries()) {
      const long = { external_number: `+${'9'.repeat(36)}`, internal_number: '+15550100101', contact: { name } };
      const now = Date.now();
      const call = {
        call_id: 950 + n,
        state: 'ringing',
        direction: 'inbound',
        date_started: now,
        event_timestamp: now,
      };
      await at.deliver({ ...call, ...long }, `/webhooks/dialpad/${app.id}`);
    }
    const page = await enter(app.key, '/live', { viewport: { width: 320, height: 640 } });
    await page.locator('.live-call', { hasText: script }).waitFor();
    for (const path of ['live', 'calls']) {
      await page.goto(`${at.url}/console/${path}`);
      await page.getByText(script).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.be.at.most(320);
    }
    await page.context().close();
  });

  it('says what to do where a span has more calls than are counted', async () => {
    const page = await enter(app.key, '/live');
    const refusal = { success: false, message: 'from must be later: the span has more than 100000 calls' };
    await page.route('**/api/stats*', (route) => route.fulfill({ status: 400, json: refusal }));
    await page.getByRole('link', { name: 'Statistics' }).click();
    await page.getByText('Choose a shorter one.').waitFor();
    await page.context().close();
  });

  it('counts by the clock of the server where this device has another', async () => {
    const page = await console.open();
    await page.addInitScript('const now = Date.now; Date.now = () => now() - 3_600_000;');
    await page.goto(`${at.url}/console/live`);
    await page.getByLabel('API key').fill(app.key);
    await page.keyboard.press('Enter');
    await page.locator('.stream-state .badge.good').waitFor();
    const now = Date.now();
    const call = { call_id: 980, state: 'ringing', direction: 'inbound', external_number: '+15550107777' };
    await at.deliver({ ...call, date_started: now - 600_000, event_timestamp: now }, `/webhooks/dialpad/${app.id}`);
    await page
      .locator('.live-call', { hasText: '+1 555 010 7777' })
      .getByText(/^10:\d\d$/)
      .waitFor();
    await page.context().close();
  });

  it('has one look in all tabs of a browser', async () => {
    const page = await enter(app.key, '/live', { colorScheme: 'light' });
    const other = await page.context().newPage();
    await other.goto(`${at.url}/console`);
    await page.getByLabel('Colours').selectOption('dark');
    await other.locator('html[data-theme=dark]').waitFor();
    expect(await other.getByLabel('Colours').inputValue()).to.equal('dark');
    await page.context().close();
  });

  it('says that the server is out of reach, and goes on once it is back', async () => {
    const page = await enter(app.key, '/calls');
    await page.route('**/api/**', (route) => route.abort());
    await page.getByLabel('Direction').selectOption('outbound');
    await page.getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/api/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No call is like that.').waitFor();
    await page.context().close();
  });
});
