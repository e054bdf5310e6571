import { expect } from 'chai';
import { until } from './office.js';
import { type Answer, type Running, run } from './running.js';

const NOTHING = { disposition: null, note: null, record_url: null };

describe('what a CRM writes on a call', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  let path: string;
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
    await at.deliver({ event_type: 'call.ring', call_id: 41, from: '5550123', to: '5550199' });
    await until(async () => (await calls()).length === 1);
    path = `/api/calls/${(await calls())[0].id}`;
  });
  after(() => at.stop());

  const calls = async () => (await at.crm(app.key, '/api/calls')).body.data;
  const events = async () => (await at.crm(app.key, '/api/events?limit=100')).body.data;
  const patch = (body: unknown, where = path, key = app.key): Promise<Answer> =>
    at.request('PATCH', where, {
      headers: { 'x-app-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('is nothing at first', async () => {
    expect((await calls())[0]).to.include(NOTHING);
  });

  it('is shown wherever the call is, and announced with the names of what has changed', async () => {
    const told = (await events()).length;
    const written = {
      disposition: 'sold',
      note: 'Wants two.\nCall on Friday.',
      record_url: 'https://crm.example.com/c/7',
    };
    const answer = await patch(written);
    expect(answer.status).to.equal(200);
    expect(answer.body.data).to.include({ ...written, status: 'ringing', dialpad_call_id: 41 });
    expect((await calls())[0]).to.deep.include(written);
    expect((await at.crm(app.key, path)).body.data).to.include(written);
    const [update, ...others] = (await events()).slice(told);
    expect(others).to.deep.equal([]);
    expect(update).to.include({ event: 'call.updated', ...written });
    expect(update.changed).to.have.members(['disposition', 'note', 'record_url']);
    expect(update).not.to.have.property('replayed');
  });

  it('changes nothing and tells nothing if it is so already', async () => {
    const before = [(await at.crm(app.key, path)).body.data.updated_at, (await events()).length];
    expect((await patch({ disposition: 'sold' })).status).to.equal(200);
    expect((await patch({})).status).to.equal(200);
    expect([(await at.crm(app.key, path)).body.data.updated_at, (await events()).length]).to.deep.equal(before);
  });

  it('stays when Dialpad tells more of the call', async () => {
    await at.deliver({ event_type: 'call.ended', call_id: 41, duration: 12 });
    await until(async () => (await calls())[0].status === 'ended');
    expect((await calls())[0]).to.include({ disposition: 'sold', record_url: 'https://crm.example.com/c/7' });
  });

  it('is taken away by null, and by a text without a letter', async () => {
    const answer = await patch({ note: null, disposition: ' ', record_url: '' });
    expect(answer.body.data).to.include(NOTHING);
    expect((await calls())[0]).to.include(NOTHING);
  });

  it('is refused with the name of what is wrong', async () => {
    const refused = async (body: object) => {
      const { status, body: answer } = await patch(body);
      return [status, ...answer.details.map((detail: { path: string }) => detail.path)];
    };
    expect(await refused({ disposition: 'x'.repeat(321) })).to.deep.equal([400, 'disposition']);
    expect(await refused({ disposition: 'a\nb' })).to.deep.equal([400, 'disposition']);
    expect(await refused({ note: 'x'.repeat(10_001) })).to.deep.equal([400, 'note']);
    expect(await refused({ note: 'a\u0000b' })).to.deep.equal([400, 'note']);
    expect(await refused({ note: 7 })).to.deep.equal([400, 'note']);
    expect(await refused({ record_url: 'javascript:alert(1)' })).to.deep.equal([400, 'record_url']);
    expect(await refused({ note: 'Hi', status: 'ended', dispositions: [] })).to.deep.equal([
      400,
      'status',
      'dispositions',
    ]);
    expect((await calls())[0]).to.include(NOTHING);
  });

  it('is for a call of this app alone', async () => {
    const other = await at.newApp('Other');
    expect((await patch({ note: 'Hi' }, path, other.key)).status).to.equal(404);
    expect((await patch({ note: 'Hi' }, '/api/calls/01890000-0000-7000-8000-000000000001')).status).to.equal(404);
    expect((await patch({ note: 'Hi' }, '/api/calls/active')).status).to.equal(405);
  });

  it('may come from a browser', async () => {
    const origin = 'https://crm.example.com';
    const { headers } = await fetch(`${at.url}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PATCH' },
    });
    expect(headers.get('access-control-allow-methods')).to.contain('PATCH');
    expect(headers.get('access-control-allow-origin')).to.equal('*');
    const { headers: refused } = await at.request('PUT', path, { headers: { 'x-app-api-key': app.key } });
    expect(refused.get('allow')).to.equal('GET, HEAD, PATCH');
  });
});
