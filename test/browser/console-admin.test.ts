import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe from 'axe-core';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { type Office, openOffice } from '../e2e/office.js';
import { INTERNAL_SECRET, type Running, run } from '../e2e/running.js';
import { launchBrowser } from '../support/browser.js';
import { buildConsole } from '../support/built-console.js';

/** A call of the office takes no longer in these tests, in milliseconds. */
const PATIENCE_MS = 10_000;

describe('the administration in the console', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    buildConsole();
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const openPage = async (options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };
  const signIn = async (page: Page, url: string): Promise<void> => {
    await page.goto(`${url}/console/admin/apps`);
    await page.getByLabel('Internal secret').fill(INTERNAL_SECRET);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Apps', level: 1 }).waitFor();
  };
  const signedIn = async (url: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
    const page = await openPage(options);
    await signIn(page, url);
    return page;
  };

  describe('of a sandbox', () => {
    let at: Running;
    before(async () => {
      at = await run();
    });
    after(() => at.stop());

    it('leads from nothing to a ringing call', async () => {
      const page = await openPage();
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
      await page.context().close();
    });

    it('replaces a key with time to change over, and revokes every key after a question', async () => {
      const app = await at.newApp('Rotating');
      const page = await signedIn(at.url);
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
      const page = await signedIn(at.url);
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
      const page = await signedIn(at.url);
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

    it('finds a delivery that failed, shows it as it came, and replays it', async () => {
      const app = await at.newApp('Inbox');
      const path = `/webhooks/dialpad/${app.id}`;
      await at.deliver({ event_type: 'call.ring', contact: 'a call without an id', long: 1 }, path);
      await at.deliver('{"event_type":"call.ring","call_id":9223372036854775807,"direction":"inbound"}', path);
      while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
      const page = await signedIn(at.url);
      await page.goto(`${at.url}/console/admin/inbox`);
      await page.getByLabel('App', { exact: true }).selectOption({ label: 'Inbox' });
      await page.getByLabel('Search in what is shown').fill('9223372036854775807');
      await page.locator('summary').click();
      expect(await page.locator('.payload').innerText()).to.include('"call_id": 9223372036854775807');

      await page.getByLabel('Search in what is shown').fill('');
      await page.getByRole('button', { name: 'failed' }).click();
      await page.getByText('1 of 1, newest first').waitFor();
      await page.locator('summary').click();
      expect(await page.locator('.payload').innerText()).to.include('"contact": "a call without an id"');
      await page.getByRole('button', { name: 'Replay', exact: true }).click();
      await page.getByText('The event is processed again.').waitFor();
      await page.getByRole('button', { name: 'Replay all failed' }).click();
      expect(await page.getByRole('dialog').innerText()).to.include('of this app');
      await page.getByRole('dialog').getByRole('button', { name: 'Replay all' }).click();
      await page.getByText(/events are processed again\./).waitFor();
      await page.context().close();
    });

    it('shows how the server is, and what administrators have done', async () => {
      await at.newApp('Watched');
      const page = await signedIn(at.url);
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
      const page = await signedIn(at.url);
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

    it('forgets the secret when one signs out, and keeps it in no other tab', async () => {
      const page = await signedIn(at.url);
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
  });

  it('of production says that nothing is simulated, and works without', async () => {
    const at = await run({
      NODE_ENV: 'production',
      CLIENT_ID: 'id',
      CLIENT_SECRET: 'secret',
      REDIRECT_URI: 'https://cti.example.com/auth/dialpad/callback',
    });
    const app = await at.newApp('Clinic CRM');
    const page = await signedIn(at.url);
    await page.goto(`${at.url}/console/admin/apps/${app.id}/dialpad`);
    await page.getByText('This server runs in production').waitFor();
    expect(await page.getByRole('alert').count()).to.equal(0);
    await page.goto(`${at.url}/console/admin/server`);
    await page.getByText('GET /internal/apps', { exact: true }).waitFor();
    await page.context().close();
    await at.stop();
  });

  describe('of an office that is connected', () => {
    let office: Office;
    let app: { readonly id: string };
    before(async () => {
      office = await openOffice();
      app = await office.connectedApp();
    });
    after(() => office.stop());

    it('says that all is well, and what is broken once it is', async () => {
      const page = await signedIn(office.at.url);
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
      const page = await signedIn(office.at.url);
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
      const page = await signedIn(office.at.url);
      await page.goto(`${office.at.url}/console/admin/apps/${app.id}/coverage`);
      const gaps = page.getByRole('region', { name: 'Gaps, the latest first' });
      await gaps.getByRole('row').nth(1).waitFor();
      await page.locator('.segment.gap-filled').first().waitFor();
      await page.getByRole('button', { name: 'Ask Dialpad' }).click();
      await page.getByText('Dialpad is asked for these calls.').waitFor();
      await page.context().close();
    });
  });

  describe('for everybody', () => {
    let at: Running;
    let paths: readonly string[];
    before(async () => {
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
    after(() => at.stop());

    for (const colorScheme of ['light', 'dark'] as const) {
      it(`has nothing that keeps people out, on any page, ${colorScheme}`, async () => {
        const page = await openPage({ colorScheme, reducedMotion: 'reduce' });
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
      const page = await signedIn(at.url, { viewport: { width: 320, height: 640 } });
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
});

/** Waits until a page has read what it shows. */
const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('Loading…').first().waitFor({ state: 'detached' });
};

/** Runs axe in the page, as code that no policy of the page applies to. */
const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then((found) =>
      found.violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  );
  expect(violations, page.url()).to.deep.equal([]);
};
