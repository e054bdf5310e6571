import { expect } from 'chai';
import { type Running, run } from './running.js';

/** How a CRM may write the two numbers, and those of two countries that differ only in their country code. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  '+15550100114': [
    '+1 (555) 010-0114 ext. 5',
    '555.010.0114 x9',
    '+15550100114;ext=5',
    'tel:+1-555-010-0114',
    'sip:+15550100114@x',
    '5550100114',
    '"Ann" <sip:+15550100114;user=phone@example.com>',
    '001 555 010 0114',
    '555\u00a0010\u20110114',
    '(555) 010-0114,,77#',
    '٥٥٥٠١٠٠١١٤',
    'tel:0100114;phone-context=+1-555',
  ],
  '020 7946 0000': ['+44 (0)20 7946 0000', '011 44 20 7946 0000', '0044 20 7946 0000', '+44 20 7946 0000 Durchwahl 3'],
  '+1 656 234 5678': ['6562345678', '+1-656-234-5678'],
  ACME: ['acme'],
};

describe('phone numbers in filters', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
    for (const [n, from] of Object.keys(SPELLINGS).entries()) {
      await at.deliver({ event_type: 'call.ring', call: { id: 10 + n, direction: 'inbound', from_number: from } });
    }
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
  });
  after(() => at.stop());

  const patch = (country: unknown) => at.admin('PATCH', `/internal/apps/${app.id}`, { country });
  const found = async (from: string): Promise<readonly string[]> => {
    const { body } = await at.crm(app.key, `/api/calls?from=${encodeURIComponent(from)}`);
    return body.data.map((call: { readonly from_number: string }) => call.from_number);
  };

  it('find a number in every spelling, and none of another country', async () => {
    for (const [number, spellings] of Object.entries(SPELLINGS)) {
      if (number.startsWith('020')) continue;
      for (const spelling of spellings) expect(await found(spelling), spelling).to.deep.equal([number]);
    }
    expect(await found('+65 6234 5678')).to.deep.equal([]);
    expect(await found('+44 20 7946 0000')).to.deep.equal([]);
  });

  it('read a number without a country code as one of the app’s country', async () => {
    expect((await patch('gb')).body.data.country).to.equal('GB');
    for (const spelling of SPELLINGS['020 7946 0000'] ?? []) {
      expect(await found(spelling), spelling).to.deep.equal(['020 7946 0000']);
    }
    expect(await found('tel:+1-555-010-0114')).to.deep.equal(['+15550100114']);
    expect((await patch(null)).body.data.country).to.equal(null);
    expect(await found('+44 20 7946 0000')).to.deep.equal([]);
  });

  it('refuse a country that there is not', async () => {
    for (const country of ['UK', 'XX', '', 44]) {
      const { status, body } = await patch(country);
      expect(status, String(country)).to.equal(400);
      expect(body.details[0].path).to.equal('country');
    }
  });
});
