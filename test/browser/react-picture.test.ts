import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { type Crm, serveCrm } from '../../examples/react/serve.js';
import { until } from '../e2e/office.js';
import { type Running, run } from '../e2e/running.js';
import { launchBrowser } from '../support/browser.js';

/** Who works here: Dialpad's id and the CRM's. */
const PEOPLE = ['ana', 'ben', 'cyd', 'dev'].map((name, n) => ({
  dialpad_user_id: n + 1,
  crm_user_id: `${name}@example.com`,
}));
const NAMES = [
  'Marcus Oyelaran',
  'Priya Raman',
  'Larkspur Dental Supply',
  'Tom Ashby',
  'Ines Caldeira',
  'Harbor Pharmacy',
];
const MINUTE = 60_000;

/** Shows the example with an office's calls. With PICTURES set, its picture for the docs is taken. */
describe('a screen with an office’s calls', function () {
  this.timeout(60_000);
  let at: Running;
  let crm: Crm;
  let browser: Browser;
  let key: string;

  /** An event as Dialpad itself sends it. */
  const deliver = (state: string, call: { readonly [field: string]: unknown }, minutesAgo = 0) =>
    at.deliver({
      ...{
        state,
        direction: 'inbound',
        internal_number: '+14155550100',
        date_started: Date.now() - minutesAgo * MINUTE,
      },
      ...call,
    });
  const of = (call_id: number, person: number, name: string, external_number: string, direction = 'inbound') => ({
    ...{ call_id, direction, external_number, target: { id: person, type: 'user' } },
    contact: { name, phone: external_number },
  });
  /** One call of the past, so many minutes ago. */
  const past = async (n: number, minutes: number) => {
    const call = of(
      100 + n,
      (n % 4) + 1,
      NAMES[n % NAMES.length] ?? '',
      `+141555501${30 + n}`,
      n % 3 === 1 ? 'outbound' : 'inbound',
    );
    const start = Date.now() - minutes * MINUTE;
    const end = start + (((n + 3) * 97) % 640) * 1_000;
    await deliver('hangup', { ...call, date_connected: start, date_ended: end }, minutes);
  };

  before(async () => {
    at = await run();
    const app = await at.newApp('Larkspur');
    key = app.key;
    await at.admin('POST', `/internal/apps/${app.id}/users/batch-map`, { mappings: PEOPLE });
    crm = await serveCrm({ url: at.url, apiKey: key });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await crm.stop();
    await at.stop();
  });

  it('says who calls, by the contacts of the CRM', async () => {
    const contacts = [
      { number: '+1 415 555 0177', name: 'Dana Whitfield', record_url: 'https://crm.example.com/contacts/7' },
    ];
    const saved = await at.request('PUT', '/api/contacts', {
      headers: { 'x-app-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ contacts }),
    });
    expect(saved.status).to.equal(200);
    for (let n = 0; n < 9; n += 1) await past(n, 7 + n * 23);
    const noor = of(90, 1, 'Noor Haddad', '+16285550119');
    await at.deliver({
      event_type: 'voicemail.received',
      voicemail: {
        ...{ id: 5, from: '+1 628 555 0119', to: '+1 415 555 0100', user_id: 1, duration: 21 },
        recording_url: 'https://dialpad.com/r/5',
        transcript: 'Hi, this is Noor. The delivery came without the second box. Could you call me back before four?',
      },
    });
    const talking = { date_connected: Date.now() };
    await deliver('connected', { ...of(80, 2, 'Tom Ashby', '+14155550148'), ...talking }, 4);
    await deliver('connected', { ...of(81, 3, 'Ines Caldeira', '+15105550162', 'outbound'), ...talking }, 1);
    await until(async () => (await at.request('GET', '/health')).body.inbox.pending === 0);

    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.goto(`${crm.url}/?user=ana@example.com`);
    await page.getByText('Live', { exact: true }).waitFor();
    await deliver('ringing', noor);
    await page.locator('.pop-name', { hasText: 'Noor Haddad' }).waitFor();
    await deliver('missed', noor);
    await page.getByRole('region', { name: 'You missed' }).waitFor();
    await deliver('ringing', of(91, 1, 'D. Whitfield', '+14155550177'));
    await page.locator('.pop-name', { hasText: 'Dana Whitfield' }).waitFor();
    expect(await page.title()).to.equal('Dana Whitfield is calling');
    const { PICTURES } = process.env;
    if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/react.png`, animations: 'disabled' });
  });
});
