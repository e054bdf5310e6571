import { expect } from 'chai';
import { type Running, run } from './running.js';

describe('the pages of a list over REST', () => {
  let at: Running;
  let key: string;
  let other: string;
  before(async () => {
    at = await run();
    const one = await at.newApp('Clinic');
    key = one.key;
    other = (await at.newApp('Practice')).key;
    for (const n of [1, 2, 3, 4, 5]) {
      const event = { event_type: 'call.ring', call_id: n, direction: 'inbound' };
      await at.deliver(event, `/webhooks/dialpad/${one.id}`);
    }
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
  });
  after(() => at.stop());

  const page = (query: string, of = key) => at.crm(of, `/api/calls?${query}`);
  const refused = async (query: string, path: string, of = key) => {
    const { status, body } = await page(query, of);
    expect(status).to.equal(400);
    expect(body.details.map((detail: { readonly path: string }) => detail.path)).to.deep.equal([path]);
  };
  const cursor = async (query = 'limit=2'): Promise<string> => (await page(query)).body.pagination.next_cursor;

  it('go on with next_cursor to the end, which has none', async () => {
    const ids: number[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await page(`limit=2&cursor=${next}`);
      ids.push(...body.data.map((call: { readonly dialpad_call_id: number }) => call.dialpad_call_id));
      expect(body.pagination.total).to.equal(5);
      expect(body.pagination.has_more).to.equal(body.pagination.next_cursor !== null);
      next = body.pagination.next_cursor;
    }
    expect(ids).to.have.members([1, 2, 3, 4, 5]);
  });

  it('refuse an offset beyond 10,000, and a cursor beside an offset', async () => {
    expect((await page('offset=10000')).status).to.equal(200);
    await refused('offset=10001', 'offset');
    await refused(`cursor=${await cursor()}&offset=0`, 'cursor');
  });

  it('refuse a cursor that is damaged, or of another list, filter or app', async () => {
    const good = await cursor();
    expect((await page(`limit=1&cursor=${good}`)).status).to.equal(200);
    await refused(`cursor=${good.slice(0, -3)}`, 'cursor');
    await refused(`cursor=${good.slice(0, 4)}${good[4] === 'A' ? 'B' : 'A'}${good.slice(5)}`, 'cursor');
    await refused('cursor=bm9uZQ', 'cursor');
    await refused(`cursor=${'A'.repeat(10_000)}`, 'cursor');
    await refused(`cursor=${good}&direction=inbound`, 'cursor');
    await refused(`cursor=${good}`, 'cursor', other);
  });
});
