import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type Running, run } from '../e2e/running.js';
import { type ConsoleBrowser, consoleBrowser, expectAccessible } from './console-pages.js';

describe('the operation of a server in the console', function () {
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

  it('finds a delivery that failed, shows it as it came, and replays it', async () => {
    const app = await at.newApp('Inbox');
    const path = `/webhooks/dialpad/${app.id}`;
    await at.deliver({ event_type: 'call.ring', contact: 'a call without an id', long: 1 }, path);
    await at.deliver('{"event_type":"call.ring","call_id":9223372036854775807,"direction":"inbound"}', path);
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
    const page = await console.signedIn(at.url);
    await page.goto(`${at.url}/console/admin/inbox`);
    await page.getByLabel('App', { exact: true }).selectOption({ label: 'Inbox' });
    await page.getByLabel('Search').fill('9223372036854775807');
    await page.locator('summary').click();
    expect(await page.locator('.payload').innerText()).to.include('"call_id": 9223372036854775807');

    await page.getByLabel('Search').fill('');
    await page.getByRole('button', { name: 'failed' }).click();
    await page.getByText('1 of 1, newest first').waitFor();
    await page.locator('summary').click();
    expect(await page.locator('.payload').innerText()).to.include('"contact": "a call without an id"');
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText('The event is processed again.').waitFor();
    await page.getByRole('button', { name: 'Replay all failed' }).click();
    expect(await page.getByRole('dialog').innerText()).to.include('of this app');
    await page.getByRole('dialog').getByRole('button', { name: 'Replay all' }).click();
    await page.getByText(/^(One event is|\d+ events are) processed again\.$/).waitFor();
    await page.context().close();
  });

  it('shows how the server is, and what administrators have done', async () => {
    await at.newApp('Watched');
    const page = await console.signedIn(at.url);
    await page.goto(`${at.url}/console/admin/server`);
    await page.getByText('healthy').waitFor();
    await page.getByText('GET /internal/apps', { exact: true }).waitFor();
    await page.goto(`${at.url}/console/admin/audit`);
    await page.getByLabel('What').selectOption('app.created');
    await page.getByRole('row', { name: 'Watched' }).waitFor();
    expect(await page.getByRole('row', { name: 'key.rotated' }).count()).to.equal(0);
    await page.context().close();
  });

  it('tells another system: an endpoint, its secret shown once, a test that arrives, and one that does not', async () => {
    const app = await at.newApp('Telling');
    const received: string[] = [];
    let status = 204;
    const receiver = createServer((request, response) => {
      received.push(String(request.headers['webhook-id']));
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    const page = await console.signedIn(at.url);
    await page.goto(`${at.url}/console/admin/apps/${app.id}/endpoints`);
    await page.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`);
    await page.getByLabel('call.ring').check();
    await page.getByRole('button', { name: 'Make the endpoint' }).click();
    expect(await page.locator('.secret code').innerText()).to.match(/^whsec_/);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('The test arrived: 204').waitFor();
    expect(received).to.have.length(1);
    status = 500;
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('The test did not arrive').waitFor();
    await page.getByText('Attempts and dead letters').click();
    await page.getByRole('region', { name: 'The last attempts, newest first' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page
      .getByRole('dialog')
      .filter({ hasText: 'Delete this endpoint?' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByText('Nothing is told to other systems yet.').waitFor();
    receiver.close();
    await page.context().close();
  });
});
