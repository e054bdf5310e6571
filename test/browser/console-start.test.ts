import { expect } from 'chai';
import { INTERNAL_SECRET, type Running, run } from '../e2e/running.js';
import { type ConsoleBrowser, consoleBrowser } from './console-pages.js';

describe('the first steps in the console', function () {
  this.timeout(60_000);
  let console: ConsoleBrowser;
  let at: Running;
  before(async () => {
    console = await consoleBrowser();
    at = await run();
  });
  after(async () => {
    await at.stop();
    await console.close();
  });

  it('leads from nothing to a ringing call', async () => {
    const page = await console.open();
    await page.goto(`${at.url}/console/start`);
    await page.getByLabel('Internal secret').fill('a guess');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The internal secret is wrong.').waitFor();
    await page.getByLabel('Internal secret').fill(INTERNAL_SECRET);
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of the app').fill('Clinic CRM');
    await page.keyboard.press('Enter');
    const key = await page.locator('.secret code').innerText();
    expect((await at.crm(key, '/api/calls')).status).to.equal(200);
    await page.getByRole('button', { name: 'Stored, go on' }).click();
    await page.getByLabel('CRM user').fill('ana@clinic.example');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing yet.').waitFor();
    await page.getByRole('button', { name: 'Ring' }).click();
    await page.locator('.told-ring').waitFor();
    const { body } = await at.crm(key, '/api/calls/active');
    expect(body.data[0]).to.include({ status: 'ringing', crm_user_id: 'ana@clinic.example' });
    expect(await page.locator('.told li').first().innerText()).to.include('ana@clinic.example');
    await page.getByRole('button', { name: 'See it on the page Live' }).click();
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    await page.locator('.live-call', { hasText: 'ana@clinic.example' }).waitFor();
    await page.context().close();
  });

  it('forgets the secret when one signs out, and keeps it in no other tab', async () => {
    const page = await console.signedIn(at.url);
    const other = await page.context().newPage();
    await other.goto(`${at.url}/console/admin/inbox`);
    await other.getByLabel('Internal secret').waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Apps', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Internal secret').waitFor();
    const kept = await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])');
    expect(kept).not.to.include(INTERNAL_SECRET);
    await page.context().close();
  });

  it('of production says that nothing is simulated, and works without', async () => {
    const at = await run({
      NODE_ENV: 'production',
      CLIENT_ID: 'id',
      CLIENT_SECRET: 'secret',
      REDIRECT_URI: 'https://cti.example.com/auth/dialpad/callback',
    });
    const app = await at.newApp('Clinic CRM');
    const page = await console.signedIn(at.url);
    await page.goto(`${at.url}/console/admin/apps/${app.id}/dialpad`);
    await page.getByText('This server runs in production').waitFor();
    expect(await page.getByRole('alert').count()).to.equal(0);
    await page.goto(`${at.url}/console/admin/server`);
    await page.getByText('GET /internal/apps', { exact: true }).waitFor();
    await page.context().close();
    await at.stop();
  });
});
