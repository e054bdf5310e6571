import { expect } from 'chai';
import { type Office, openOffice } from '../e2e/office.js';
import { type ConsoleBrowser, consoleBrowser } from './console-pages.js';

describe('an app that is connected to Dialpad, in the console', function () {
  this.timeout(60_000);
  let console: ConsoleBrowser;
  let office: Office;
  let app: { readonly id: string };
  before(async () => {
    console = await consoleBrowser();
    office = await openOffice();
    app = await office.connectedApp();
  });
  after(async () => {
    await office.stop();
    await console.close();
  });

  it('says that all is well, and what is broken once it is', async () => {
    const page = await console.signedIn(office.at.url);
    await page.goto(`${office.at.url}/console/admin/apps/${app.id}/dialpad`);
    await page.getByText('Dialpad sends calls and messages to this server.').waitFor();
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
    await page.getByText('The webhook has a new secret').waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('There is no webhook at Dialpad').waitFor();
    await page.getByRole('button', { name: 'Make the webhook' }).click();
    await page.getByText('Dialpad sends calls and messages to this server.').waitFor();
    await page.context().close();
  });

  it('proposes whom to map by e-mail, and maps them only when told to', async () => {
    const page = await console.signedIn(office.at.url);
    await page.goto(`${office.at.url}/console/admin/apps/${app.id}/people`);
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('Nothing is mapped yet').waitFor();
    await page.getByRole('row', { name: 'Ana Delgado' }).waitFor();
    const mappings = async () => (await office.at.admin('GET', `/internal/apps/${app.id}/users/mappings`)).body.data;
    expect(await mappings()).to.deep.equal([]);
    await page
      .getByRole('button', { name: /^Map \d+ people$/ })
      .first()
      .click();
    await page.getByText('people were mapped.').waitFor();
    expect((await mappings()).map((one: { crm_user_id: string }) => one.crm_user_id)).to.include(
      'ana.delgado@example.com',
    );
    await page.context().close();
  });

  it('shows a gap on the timeline and in the table, and asks Dialpad for a time range', async () => {
    await office.close('killed');
    office.pass(120_000);
    await office.reopen();
    const page = await console.signedIn(office.at.url);
    await page.goto(`${office.at.url}/console/admin/apps/${app.id}/coverage`);
    const gaps = page.getByRole('region', { name: 'Gaps, the latest first' });
    await gaps.getByRole('row').nth(1).waitFor();
    await page.locator('.segment.gap-filled').first().waitFor();
    await page.getByRole('button', { name: 'Ask Dialpad' }).click();
    await page.getByText('Dialpad is asked for these calls.').waitFor();
    await page.context().close();
  });
});
