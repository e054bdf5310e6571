import { expect } from 'chai';
import { hmac, type Running, run, WEBHOOK_SECRET } from './running.js';

describe('the edges of the server', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
  });
  after(() => at.stop());

  const get = (path: string, method = 'GET') =>
    fetch(`${at.url}${path}`, { method, headers: { 'x-app-api-key': app.key } });

  it('answer HEAD as GET, without a body', async () => {
    for (const path of [
      '/health',
      '/health/live',
      '/health/ready/',
      '/metrics',
      '/api/calls',
      '/docs',
      '/internal/apps',
      '/ws',
      '/no',
    ]) {
      const [got, head] = [await get(path), await get(path, 'HEAD')];
      expect(head.status, path).to.equal(got.status);
      expect(head.headers.get('content-type'), path).to.equal(got.headers.get('content-type'));
      expect(await head.text(), path).to.equal('');
    }
    const stream = await get('/api/events/stream', 'HEAD');
    expect([stream.status, stream.headers.get('content-type')]).to.deep.equal([
      200,
      'text/event-stream; charset=utf-8',
    ]);
  });

  it('take a slash at the end and capitals in an id for the same path', async () => {
    for (const path of ['/api/calls/', '/api/calls/active/', '/docs/', '/openapi.json/']) {
      expect((await get(path)).status, path).to.equal(200);
    }
    const body = JSON.stringify({ event_type: 'call.ring', call_id: 1 });
    const headers = { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body, WEBHOOK_SECRET) };
    for (const path of ['/webhooks/dialpad/', `/webhooks/dialpad/${app.id.toUpperCase()}/`]) {
      expect((await fetch(`${at.url}${path}`, { method: 'POST', headers, body })).status, path).to.equal(200);
    }
    const wrong = await get('/api/calls/', 'DELETE');
    expect([wrong.status, wrong.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD, POST']);
  });

  it('take an empty parameter for an absent one', async () => {
    for (const query of [
      'limit=',
      'status=&offset=',
      'from=',
      'started_after=%20',
      'crm_user_id=',
      'dialpad_user_id=',
    ]) {
      expect((await get(`/api/calls?${query}`)).status, query).to.equal(200);
    }
    expect((await get('/api/events/stream?since=&stream=&events=&crm_user=&ticket=&api_key=', 'HEAD')).status).to.equal(
      200,
    );
  });

  it('refuse a parameter that the path does not take, by name', async () => {
    const refused = await at.crm(app.key, '/api/calls?crm_user=ann&statuss=ended&limit=1');
    expect(refused.status).to.equal(400);
    expect(refused.body.details.map(({ path }: { path: string }) => path)).to.deep.equal(['crm_user', 'statuss']);
    expect(refused.body.message).to.match(/^crm_user is not a parameter here; this path takes limit, offset, /);
    for (const path of [
      '/api/voicemails?status=ended',
      '/api/calls/active?status=ended',
      '/api/events?since=1',
      '/api/events/stream?filter=all',
      `/api/calls?api_key=${app.key}`,
      '/ws?__proto__=1',
    ]) {
      // A plain request to /ws is no upgrade.
      expect((await get(path)).status, path).to.equal(path.startsWith('/ws') ? 426 : 400);
    }
    expect((await at.admin('GET', '/internal/apps?page=2')).status).to.equal(400);
    expect((await at.admin('GET', `/internal/apps/${app.id}?verbose=1`)).body.message).to.match(/takes no parameters/);
    expect((await at.admin('POST', '/internal/apps?dry_run=1', { name: 'Other' })).status).to.equal(400);
    expect((await at.request('GET', '/api/calls?foo=1')).status).to.equal(401);
  });

  it('take an unknown parameter that is empty, and any where no credential is asked for', async () => {
    expect((await get('/api/calls?foo=&bar')).status).to.equal(200);
    for (const path of ['/health?t=1769601600', '/health/live?probe=lb', '/metrics?t=1', '/docs?x=1']) {
      for (const method of ['GET', 'HEAD']) expect((await get(path, method)).status, path).to.equal(200);
    }
    const delivered = await at.deliver({ event_type: 'call.ring', call_id: 2 }, '/webhooks/dialpad?source=relay');
    expect(delivered.status).to.equal(200);
  });

  it('find events in the lists of relays and queues', async () => {
    const calls: readonly ((event: object) => object)[] = [
      (event) => ({ records: [event] }),
      (event) => ({ Records: [{ body: JSON.stringify(event) }] }),
      (event) => ({ messages: [{ data: event }] }),
      (event) => ({ Type: 'Notification', Message: JSON.stringify(event) }),
    ];
    for (const [n, wrap] of calls.entries()) {
      await at.deliver(
        wrap({ state: 'ringing', call_id: 500 + n, direction: 'inbound' }),
        `/webhooks/dialpad/${app.id}`,
      );
    }
    const { body } = await at.admin('GET', '/internal/webhook-events?status=ignored');
    expect(body.pagination.total).to.equal(0);
  });

  it('read 16 KiB of headers', async () => {
    const withCookie = async (path: string, size: number) =>
      (await fetch(`${at.url}${path}`, { headers: { cookie: 'c'.repeat(size), 'x-app-api-key': app.key } })).status;
    for (const size of [6_000, 14_000]) {
      expect(await withCookie('/api/calls', size)).to.equal(200);
      expect(await withCookie('/ws', size)).to.equal(426);
    }
    expect(await withCookie('/api/calls', 17_000)).to.equal(431);
  });

  it('refuse a batch that contradicts itself, store nothing of it, and count users', async () => {
    const users = `/internal/apps/${app.id}/users`;
    const batch = (...rows: readonly (readonly [number | string, string])[]) =>
      at.admin('POST', `${users}/batch-map`, {
        mappings: rows.map(([dialpad_user_id, crm_user_id]) => ({ dialpad_user_id, crm_user_id })),
      });
    const refused = await batch([1, 'ann'], [2, 'bob'], ['001', 'eve']);
    expect(refused.status).to.equal(400);
    expect(refused.body.details.map(({ path }: { path: string }) => path)).to.deep.equal(['mappings.0', 'mappings.2']);
    expect((await at.admin('GET', `${users}/mappings`)).body.pagination.total).to.equal(0);
    const many = Array.from({ length: 300 }, (_, n) => [7, `crm-${n}`] as const);
    expect((await batch(...many)).body.details).to.have.length(100);
    const taken = await batch([1, 'Ann@x.com'], ['1', 'ANN@X.COM'], [2, 'bob']);
    expect([taken.status, taken.body.count]).to.deep.equal([200, 2]);
    expect((await at.admin('GET', `${users}/mappings/crm/ann@X.com`)).body.data.crm_user_id).to.equal('ANN@X.COM');
  });
});
