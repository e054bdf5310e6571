import { expect } from 'chai';
import { type Running, run } from '../e2e/running.js';
import { type ConsoleBrowser, consoleBrowser } from './console-pages.js';

describe('an app in the administration of the console', function () {
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

  it('replaces a key with time to change over, and revokes every key after a question', async () => {
    const app = await at.newApp('Rotating');
    const page = await console.signedIn(at.url);
    await page.getByRole('link', { name: 'Rotating' }).click();
    await page.getByRole('link', { name: 'Key', exact: true }).click();
    await page.getByLabel('The present key').selectOption('3600');
    await page.getByRole('button', { name: 'Make a new key' }).click();
    const key = await page.locator('.secret code').innerText();
    const statuses = async () =>
      Promise.all([app.key, key].map(async (one) => (await at.crm(one, '/api/calls')).status));
    expect(await statuses()).to.deep.equal([200, 200]);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    expect(await page.locator('main').innerText()).not.to.include(key);

    await page.getByRole('button', { name: 'Revoke every key' }).click();
    const question = page.getByRole('dialog');
    expect(await question.innerText()).to.include('This cannot be undone');
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    expect(await statuses()).to.deep.equal([200, 200]);

    await page.getByRole('button', { name: 'Revoke every key' }).click();
    await question.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('The app has no valid key').waitFor();
    expect(await statuses()).to.deep.equal([403, 403]);
    await page.context().close();
  });

  it('switches an app off and on, and says what that does', async () => {
    const app = await at.newApp('Switched');
    const page = await console.signedIn(at.url);
    await page.getByRole('link', { name: 'Switched' }).click();
    await page.getByRole('button', { name: 'Switch off' }).click();
    expect(await page.getByRole('dialog').innerText()).to.include('The CRM is cut off at once');
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await page.getByRole('button', { name: 'Switch on' }).waitFor();
    expect((await at.crm(app.key, '/api/calls')).status).to.equal(403);
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('button', { name: 'Switch off' }).waitFor();
    expect((await at.crm(app.key, '/api/calls')).status).to.equal(200);
    await page.context().close();
  });

  it('maps one person and many, names the lines that are none, and deletes a mapping after a question', async () => {
    const app = await at.newApp('Mapped');
    const page = await console.signedIn(at.url);
    await page.goto(`${at.url}/console/admin/apps/${app.id}/people`);
    await page.getByLabel('Dialpad user id').fill('4242');
    await page.getByLabel('CRM user', { exact: true }).fill('ann');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: 'ann' }).waitFor();

    const lines = page.getByLabel('Lines of a table');
    await lines.fill('1,ben\nnobody');
    await page.getByText('Line 2 does not begin with a Dialpad user id').waitFor();
    await lines.fill('1,ben\n2,chloe');
    await page.getByRole('button', { name: 'Map 2 people' }).click();
    await page.getByText('2 users are mapped.').waitFor();
    await page.getByRole('button', { name: 'Delete the mapping of ben' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('row', { name: 'ben' }).waitFor({ state: 'detached' });
    const { body } = await at.admin('GET', `/internal/apps/${app.id}/users/mappings`);
    const people = body.data.map((one: { crm_user_id: string }) => one.crm_user_id);
    expect(people).to.have.members(['ann', 'chloe']);
    await page.context().close();
  });
});
