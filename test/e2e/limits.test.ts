import { expect } from 'chai';
import { WebSocket } from 'ws';
import { hmac, INTERNAL_SECRET, type Running, run } from './running.js';

describe('limits', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run({ RATE_LIMIT_WEBHOOKS: '3', RATE_LIMIT_API: '3', RATE_LIMIT_INTERNAL: '4', TRUST_PROXY: '1' });
    app = await at.newApp('Clinic');
  });
  after(() => at.stop());

  it('say in headers what is left, and refuse requests above the limit with 429, for each app', async () => {
    for (const remaining of ['2', '1', '0']) {
      const answer = await at.crm(app.key, '/api/calls');
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('ratelimit-limit')).to.equal('3');
      expect(answer.headers.get('ratelimit-remaining')).to.equal(remaining);
      expect(Number(answer.headers.get('ratelimit-reset'))).to.be.within(1, 60);
    }
    const refused = await at.crm(app.key, '/api/messages');
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
    expect(refused.body).to.include({ success: false, error: 'Too Many Requests' });
    // Requests without a key are counted by address, so not for the app.
    expect((await at.request('GET', '/api/calls')).status).to.equal(401);
  });

  it('answer an authentic webhook above the limit with 503, after which Dialpad sends again, and never with 429', async () => {
    const ring = (callId: number) => ({ event_type: 'call.ring', call_id: callId });
    for (const callId of [1, 2, 3]) {
      const delivered = await at.deliver(ring(callId));
      expect(delivered.status).to.equal(200);
      expect(delivered.headers.get('ratelimit-remaining')).to.equal(String(3 - callId));
    }
    const answer = await at.deliver(ring(4));
    expect(answer.status).to.equal(503);
    expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 60);
  });

  it('answer forged webhooks above the limit with 429, by the address that the proxy saw', async () => {
    const forge = (forwarded: string) =>
      at.request('POST', '/webhooks/dialpad', {
        body: '{}',
        headers: { 'x-dialpad-signature': hmac('{}', 'wrong'), 'x-forwarded-for': forwarded },
      });
    for (const expected of [401, 401, 401, 429]) expect((await forge('198.51.100.7')).status).to.equal(expected);
    // Only the address that the proxy added counts, not those that the client wrote before it.
    expect((await forge('203.0.113.9, 198.51.100.7')).status).to.equal(429);
    expect((await forge('198.51.100.8')).status).to.equal(401);
  });

  it('refuse administrators above their limit, whatever secret they send', async () => {
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await at.admin('GET', '/internal/apps')).status);
    expect(statuses).to.include(429);
  });
});

describe('failed attempts', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  beforeEach(async () => {
    at = await run({
      ...{ RATE_LIMIT_WEBHOOKS: '3', RATE_LIMIT_API: '3', RATE_LIMIT_INTERNAL: '4', TRUST_PROXY: '1' },
      ...{ CLIENT_ID: 'us', CLIENT_SECRET: 'ours', REDIRECT_URI: 'https://cti.example/auth/dialpad/callback' },
    });
    app = await at.newApp('Clinic');
  });
  afterEach(() => at.stop());

  const from = (address: string, headers: Record<string, string> = {}) => ({
    headers: { 'x-forwarded-for': address, ...headers },
  });
  const WRONG_KEY = { 'x-app-api-key': `app_${'0'.repeat(64)}` };
  const NEIGHBOURS = '198.51.100.7';

  it('are limited for each network, on REST, WebSocket and Server-Sent Events together', async () => {
    const paths = ['/api/calls', '/ws?api_key=wrong', '/api/events/stream?ticket=wrong', '/api/calls', '/ws'];
    const statuses = [];
    for (const [index, path] of paths.entries()) {
      // Each from another address of one /64.
      statuses.push((await at.request('GET', path, from(`2001:db8::${index}`, WRONG_KEY))).status);
    }
    expect(statuses).to.deep.equal([401, 401, 401, 429, 429]);
    const other = await at.request('GET', '/api/calls', from('2001:db8:0:1::1', WRONG_KEY));
    expect(other.status).to.equal(401);
  });

  it('do not lock out a neighbour behind the same proxy whose key is known', async () => {
    const mine = () => at.request('GET', '/api/calls', from(NEIGHBOURS, { 'x-app-api-key': app.key }));
    expect((await mine()).status).to.equal(200);
    for (let n = 0; n < 5; n += 1) await at.request('GET', '/api/calls', from(NEIGHBOURS, WRONG_KEY));
    expect((await at.request('GET', '/api/calls', from(NEIGHBOURS, WRONG_KEY))).status).to.equal(429);
    expect((await mine()).status).to.equal(200);
  });

  it('at the internal secret and at the OAuth callback do not lock out the administrator', async () => {
    const callback = () => fetch(`${at.url}/auth/dialpad/callback?state=made-up&code=x`, from(NEIGHBOURS));
    const guess = () => at.request('GET', '/internal/apps', from(NEIGHBOURS, { authorization: 'Bearer a guess' }));
    for (const status of [400, 400, 400, 400, 429]) expect((await callback()).status).to.equal(status);
    for (const status of [403, 403, 403, 403, 429]) expect((await guess()).status).to.equal(status);
    const admin = from(NEIGHBOURS, { authorization: `Bearer ${INTERNAL_SECRET}` });
    expect((await at.request('GET', '/internal/apps', admin)).status).to.equal(200);
  });

  it('with webhooks do not lock out Dialpad behind the same proxy', async () => {
    const forged = from(NEIGHBOURS, { 'x-dialpad-signature': hmac('{}', 'wrong') });
    const forge = () => at.request('POST', '/webhooks/dialpad', { body: '{}', ...forged });
    for (const status of [401, 401, 401, 429]) expect((await forge()).status).to.equal(status);
    const body = JSON.stringify({ event_type: 'call.ring', call_id: 1 });
    const authentic = from(NEIGHBOURS, { 'x-dialpad-signature': hmac(body) });
    expect((await at.request('POST', '/webhooks/dialpad', { body, ...authentic })).status).to.equal(200);
  });

  it('close a socket of the subprotocol with 4429', async () => {
    const open = () =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(`${at.url.replace('http', 'ws')}/ws?api_key=wrong`, 'cti.v1');
        socket.addEventListener('close', ({ code }) => resolve(code));
      });
    for (const code of [4401, 4401, 4401, 4429]) expect(await open()).to.equal(code);
  });
});

describe('headers', () => {
  it('let browsers of other origins use the API, but not the administration', async () => {
    const at = await run({ CORS_ORIGINS: 'https://crm.example.com' });
    const ask = async (path: string, origin: string, method = 'GET') =>
      (await fetch(`${at.url}${path}`, { method, headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await ask('/api/calls', 'https://crm.example.com')).to.equal('https://crm.example.com');
    expect(await ask('/api/calls', 'https://evil.example.com')).to.equal(null);
    expect(await ask('/health', 'https://crm.example.com')).to.equal('https://crm.example.com');
    expect(await ask('/internal/apps', 'https://crm.example.com')).to.equal(null);
    expect(await ask('/api/calls', 'https://crm.example.com', 'OPTIONS')).to.equal('https://crm.example.com');
    expect((await fetch(`${at.url}/internal/apps`, { method: 'OPTIONS' })).status).to.equal(405);
    await at.stop();
  });

  it('carry the client’s request id if it is well-formed', async () => {
    const at = await run();
    const idOf = async (sent: string) =>
      (await at.request('GET', '/health', { headers: { 'x-request-id': sent } })).headers.get('x-request-id');
    expect(await idOf('trace-42')).to.equal('trace-42');
    expect(await idOf('a b{}')).not.to.equal('a b{}');
    await at.stop();
  });

  const PRODUCTION = {
    NODE_ENV: 'production',
    CLIENT_ID: 'id',
    CLIENT_SECRET: 'secret',
    REDIRECT_URI: 'https://cti.example.com/auth/dialpad/callback',
  };

  it('contain the security headers in production, on refusals of every transport too', async () => {
    const at = await run(PRODUCTION);
    for (const path of ['/health', '/api/calls', '/ws', '/ws?api_key=wrong', '/api/events/stream', '/nowhere']) {
      const { headers } = await at.request('GET', path);
      expect(headers.get('strict-transport-security'), path).to.match(/max-age=\d+/);
      expect(headers.get('x-content-type-options'), path).to.equal('nosniff');
    }
    await at.stop();
  });

  it('keep answers with data or a key in them out of every cache', async () => {
    const at = await run();
    const { id, key } = await at.newApp('Clinic');
    const answers = [
      await at.admin('POST', `/internal/apps/${id}/api-key/rotate`, { grace_seconds: 60 }),
      await at.request('POST', '/api/ws-tickets', { headers: { 'x-app-api-key': key } }),
      await at.crm(key, '/api/calls'),
    ];
    for (const { status, headers } of answers) {
      expect(status).to.be.below(300);
      expect(headers.get('cache-control')).to.equal('no-store');
    }
    await at.stop();
  });

  it('open Prometheus’ metrics in production to who has the token or the internal secret, and the guide’s JSON to everybody', async () => {
    const at = await run({ ...PRODUCTION, METRICS_TOKEN: 'the token of the metrics' });
    const scrape = async (authorization?: string) =>
      (await fetch(`${at.url}/metrics?format=prometheus`, { headers: authorization ? { authorization } : {} })).status;
    expect(await scrape()).to.equal(401);
    expect(await scrape('Bearer a guess')).to.equal(401);
    expect(await scrape('Bearer the token of the metrics')).to.equal(200);
    expect(await scrape(`Bearer ${INTERNAL_SECRET}`)).to.equal(200);
    expect((await at.request('GET', '/metrics')).status).to.equal(200);
    await at.stop();
  });
});
