import { expect } from 'chai';
import { type Running, run } from '../e2e/running.js';
import { type ConsoleBrowser, consoleBrowser, expectAccessible, settled, signIn } from './console-pages.js';

describe('the administration in the console', function () {
  this.timeout(60_000);
  let console: ConsoleBrowser;
  let at: Running;
  let paths: readonly string[];
  before(async () => {
    console = await consoleBrowser();
    at = await run();
    const app = await at.newApp('Clinic CRM');
    await at.admin('POST', `/internal/apps/${app.id}/users/map`, { dialpad_user_id: 1, crm_user_id: 'ann' });
    await at.deliver({ event_type: 'call.ring' }, `/webhooks/dialpad/${app.id}`);
    const nowhere = { url: 'http://127.0.0.1:9/a-rather-long-path-that-has-to-be-broken-somewhere/hook' };
    const { body } = await at.admin('POST', `/internal/apps/${app.id}/endpoints`, nowhere);
    await at.admin('POST', `/internal/apps/${app.id}/endpoints/${body.data.id}/test`);
    const views = ['', '/key', '/people', '/dialpad', '/coverage', '/endpoints'].map(
      (view) => `/console/admin/apps/${app.id}${view}`,
    );
    paths = [
      '/console/start',
      '/console/admin/apps',
      ...views,
      ...['inbox', 'server', 'audit'].map((name) => `/console/admin/${name}`),
    ];
  });
  after(async () => {
    await at.stop();
    await console.close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has nothing that keeps people out, on any page, ${colorScheme}`, async () => {
      const page = await console.open({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(`${at.url}/console/start`);
      await page.getByLabel('Internal secret').waitFor();
      await expectAccessible(page);
      await signIn(page, at.url);
      for (const path of paths) {
        await page.goto(`${at.url}${path}`);
        await settled(page);
        await expectAccessible(page);
      }
      await page.goto(`${at.url}/console/admin/inbox`);
      await page.locator('summary').first().click();
      await expectAccessible(page);
      await page.context().close();
    });
  }

  it('fits a screen of 320 pixels', async () => {
    const page = await console.signedIn(at.url, { viewport: { width: 320, height: 640 } });
    for (const path of paths) {
      await page.goto(`${at.url}${path}`);
      await settled(page);
      // What is shown on demand is there too.
      for (const closed of await page.locator('details:not([open]) > summary').all()) await closed.click();
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, path).to.be.at.most(320);
    }
    await page.context().close();
  });
});
