import { expect } from 'chai';
import { SMALL_COMPANY } from '../../../src/testing/dialpad/company.js';
import { simulated } from './simulating.js';

const SECRET = 'a-secret-of-the-webhook-32-chars-long';
const URL_OF_HOOK = 'https://cti.example.com/webhooks/dialpad';

const [ADMIN, ...OTHERS] = SMALL_COMPANY.users;
const company = {
  ...SMALL_COMPANY,
  users: SMALL_COMPANY.users.map((user, n) => (n === 1 ? { ...user, state: 'suspended' } : user)),
};

describe('the simulated Dialpad’s API', () => {
  const { dialpad, ask } = simulated({ limits: null, pageSize: 2, company });

  const all = async (path: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const items = [];
    let cursor = '';
    do {
      const { status, body } = await ask('GET', `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`);
      expect(status).to.equal(200);
      expect(body.items.length).to.be.at.most(2);
      items.push(...body.items);
      cursor = body.cursor ?? '';
    } while (cursor !== '');
    return items;
  };
  const newWebhook = async (url = URL_OF_HOOK): Promise<string> =>
    (await ask('POST', '/api/v2/webhooks', { hook_url: url, secret: SECRET })).body.id;

  it('has the company, its office and its users, with ids as strings', async () => {
    const { body } = await ask('GET', '/api/v2/company');
    expect(body).to.include({ id: String(company.id), name: company.name, domain: 'example.com', office_count: '1' });
    expect(await all('/api/v2/offices')).to.have.length(1);
    const users = await all('/api/v2/users?state=all');
    expect(users.map(({ id }) => id)).to.deep.equal(company.users.map(({ id }) => String(id)));
    expect(users[0]).to.deep.include({
      emails: [ADMIN?.email],
      display_name: ADMIN?.name,
      state: 'active',
      is_admin: true,
    });
    expect((await ask('GET', '/api/v2/users/me')).body.id).to.equal(String(ADMIN?.id));
  });

  it('lists active users, or those that the query asks for', async () => {
    expect((await all('/api/v2/users')).map(({ state }) => state)).to.deep.equal(new Array(4).fill('active'));
    expect(await all('/api/v2/users?state=suspended')).to.have.length(1);
    const found = await all(`/api/v2/users?email=${encodeURIComponent(OTHERS[1]?.email ?? '')}`);
    expect(found.map(({ id }) => id)).to.deep.equal([String(OTHERS[1]?.id)]);
  });

  it('has webhooks, which repeat their secret; one without a secret is not signed', async () => {
    const { status, body } = await ask('POST', '/api/v2/webhooks', { hook_url: URL_OF_HOOK, secret: SECRET });
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      id: body.id,
      hook_url: URL_OF_HOOK,
      signature: { algo: 'HS256', type: 'jwt', secret: SECRET },
    });
    expect(body.id).to.match(/^\d{16}$/);
    const other = (await ask('POST', '/api/v2/webhooks', { hook_url: URL_OF_HOOK })).body;
    expect(other).to.have.all.keys('id', 'hook_url');
    expect(dialpad().webhooks()).to.deep.include({ id: other.id, url: URL_OF_HOOK, secret: null });
    expect((await ask('GET', `/api/v2/webhooks/${body.id}`)).body).to.deep.equal(body);
  });

  it('changes and deletes webhooks, and pages through them whatever is deleted meanwhile', async () => {
    const ids = [await newWebhook(), await newWebhook(), await newWebhook()];
    dialpad().addWebhook('https://other.example.com/hook');
    expect(await all('/api/v2/webhooks')).to.have.length(4);
    const first = (await ask('GET', '/api/v2/webhooks')).body;
    for (const { id } of first.items) expect((await ask('DELETE', `/api/v2/webhooks/${id}`)).status).to.equal(200);
    const rest = (await ask('GET', `/api/v2/webhooks?cursor=${first.cursor}`)).body;
    expect(rest.items.map(({ hook_url }: { hook_url: string }) => hook_url)).to.deep.equal([
      URL_OF_HOOK,
      'https://other.example.com/hook',
    ]);
    const { body } = await ask('PATCH', `/api/v2/webhooks/${ids[2]}`, { secret: 'another secret' });
    expect(body).to.deep.include({ hook_url: URL_OF_HOOK });
    expect(body.signature.secret).to.equal('another secret');
  });

  it('refuses a wrong webhook, and answers 404 for a deleted one', async () => {
    for (const body of [{}, { hook_url: 'nowhere' }, { hook_url: URL_OF_HOOK, secret: 'two\nlines' }]) {
      const answer = await ask('POST', '/api/v2/webhooks', body);
      expect(answer.status).to.equal(400);
      expect(answer.body.error).to.include({ code: 400 });
    }
    const id = await newWebhook();
    await ask('DELETE', `/api/v2/webhooks/${id}`);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { secret: 'x' } : undefined;
      expect((await ask(method, `/api/v2/webhooks/${id}`, body)).status, method).to.equal(404);
    }
    for (const beyond of ['9223372036854775808', 'x', '-1', '0']) {
      expect((await ask('GET', `/api/v2/webhooks/${beyond}`)).status, beyond).to.equal(400);
    }
    expect((await ask('GET', '/api/v2/webhooks/9223372036854775807')).status).to.equal(404);
    expect((await ask('PUT', '/api/v2/webhooks')).status).to.equal(405);
    expect((await ask('GET', '/api/v2/nothing')).status).to.equal(404);
  });

  it('has subscriptions to calls, which show their webhook', async () => {
    const id = await newWebhook();
    const { status, body } = await ask('POST', '/api/v2/subscriptions/call', {
      endpoint_id: Number(id),
      call_states: ['hangup', 'ringing'],
    });
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      id: body.id,
      call_states: ['hangup', 'ringing'],
      enabled: true,
      group_calls_only: false,
      webhook: { id, hook_url: URL_OF_HOOK, signature: { algo: 'HS256', type: 'jwt', secret: SECRET } },
    });
    expect((await ask('GET', `/api/v2/subscriptions/call/${body.id}`)).body).to.deep.equal(body);
    expect((await ask('GET', `/api/v2/subscriptions/sms/${body.id}`)).status).to.equal(404);
    const changed = await ask('PATCH', `/api/v2/subscriptions/call/${body.id}`, { enabled: false });
    expect(changed.body).to.deep.equal({ ...body, enabled: false });
    expect(await all('/api/v2/subscriptions/call')).to.deep.equal([changed.body]);
    expect((await ask('DELETE', `/api/v2/subscriptions/call/${body.id}`)).body.id).to.equal(body.id);
    expect(await all('/api/v2/subscriptions/call')).to.deep.equal([]);
  });

  it('has subscriptions to messages, which must name a direction', async () => {
    const endpoint_id = await newWebhook();
    expect((await ask('POST', '/api/v2/subscriptions/sms', { endpoint_id })).status).to.equal(400);
    const target = { target_type: 'user', target_id: String(ADMIN?.id) };
    const { body } = await ask('POST', '/api/v2/subscriptions/sms', { endpoint_id, direction: 'all', ...target });
    expect(body).to.deep.include({
      direction: 'all',
      status: false,
      include_internal: false,
      enabled: true,
      ...target,
    });
    expect(body.webhook.id).to.equal(endpoint_id);
  });

  it('accepts a subscription that delivers nowhere, also one whose webhook is deleted later', async () => {
    const { status, body } = await ask('POST', '/api/v2/subscriptions/call', { endpoint_id: null });
    expect(status).to.equal(200);
    expect(body).not.to.have.property('webhook');
    const webhook = await newWebhook();
    const { id } = (await ask('POST', '/api/v2/subscriptions/call', { webhook_id: webhook })).body;
    await ask('DELETE', `/api/v2/webhooks/${webhook}`);
    expect((await ask('GET', `/api/v2/subscriptions/call/${id}`)).body).not.to.have.property('webhook');
  });

  it('refuses a wrong subscription', async () => {
    for (const body of [
      { endpoint_id: '4000000000000001' },
      { call_states: ['ringing', 'singing'] },
      { enabled: 'yes' },
      { target_type: 'planet', target_id: 1 },
      { target_type: 'user' },
    ]) {
      expect((await ask('POST', '/api/v2/subscriptions/call', body)).status, JSON.stringify(body)).to.equal(400);
    }
    expect((await ask('POST', '/api/v2/subscriptions/sms', { direction: 'up' })).status).to.equal(400);
  });

  it('allows ten subscriptions to the company, and a hundred in all', async () => {
    const create = (target: object) =>
      ask('POST', '/api/v2/subscriptions/call', { call_states: ['hangup'], ...target });
    for (let n = 0; n < 10; n += 1) expect((await create({})).status).to.equal(200);
    expect((await create({})).status).to.equal(400);
    const others = Array.from({ length: 90 }, (_, n) => create({ target_type: 'user', target_id: n + 1 }));
    for (const { status } of await Promise.all(others)) expect(status).to.equal(200);
    expect((await create({ target_type: 'user', target_id: 5 })).status).to.equal(400);
    expect((await ask('POST', '/api/v2/subscriptions/sms', { direction: 'all' })).status).to.equal(200);
  });

  it('removes everything but the company on reset', async () => {
    dialpad().deliverTo(URL_OF_HOOK, SECRET);
    expect(dialpad().subscriptions()).to.have.length(2);
    dialpad().reset();
    expect([dialpad().webhooks(), dialpad().subscriptions(), dialpad().requests()]).to.deep.equal([[], [], []]);
    expect((await ask('GET', '/api/v2/users/me')).status).to.equal(200);
  });
});
