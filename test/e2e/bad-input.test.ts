import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { expect } from 'chai';
import { type Answer, hmac, INTERNAL_SECRET, type Running, run, WEBHOOK_SECRET } from './running.js';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const jwt = (header: unknown, payload: unknown, secret = WEBHOOK_SECRET): string => {
  const signed = `${base64url(header)}.${base64url(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

describe('bad input', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };

  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
  });
  after(() => at.stop());

  const inbox = async () => (await at.request('GET', '/health')).body.inbox;
  const calls = async () => (await at.crm(app.key, '/api/calls')).body.pagination.total;
  const settled = async () => {
    while ((await inbox()).pending > 0) await new Promise((resolve) => setImmediate(resolve));
  };

  /** Expects a refusal in the failure shape of contract §1. */
  const refused = (answer: Answer, status: number, says: RegExp): void => {
    expect(answer.status).to.equal(status);
    expect(answer.body.success).to.equal(false);
    expect(answer.body.error).to.be.a('string');
    expect(answer.body.message).to.match(says);
    expect(answer.headers.get('x-request-id')).to.be.a('string');
  };

  describe('of webhooks', () => {
    const ring = { event_type: 'call.ring', call_id: 1 };
    const post = (body: string, headers: Record<string, string>, path = '/webhooks/dialpad') =>
      at.request('POST', path, { body, headers });

    it('refuses a wrong signature and a missing one, and stores nothing', async () => {
      const body = JSON.stringify(ring);
      refused(await post(body, { 'x-dialpad-signature': hmac(body, 'another secret') }), 401, /signature/i);
      refused(await post(body, { 'x-dialpad-signature': 'nonsense' }), 401, /signature/i);
      refused(await post(body, {}), 401, /signature/i);
      expect(await calls()).to.equal(0);
    });

    it('refuses a JWT with alg none, and one that is signed with another secret', async () => {
      const unsigned = `${base64url({ alg: 'none', typ: 'JWT' })}.${base64url(ring)}.`;
      refused(await post(unsigned, { 'content-type': 'application/jwt' }), 401, /signature/i);
      const forged = jwt({ alg: 'HS256', typ: 'JWT' }, ring, 'another secret');
      refused(await post(forged, { 'content-type': 'application/jwt' }), 401, /signature/i);
    });

    it('refuses a truncated body', async () => {
      const body = JSON.stringify(ring);
      refused(await post(body.slice(0, -5), { 'x-dialpad-signature': hmac(body) }), 401, /signature/i);
      const cut = body.slice(0, -5);
      const headers = { 'x-dialpad-signature': hmac(cut), 'content-type': 'application/json' };
      refused(await post(cut, headers), 400, /malformed JSON/);
    });

    it('refuses a body that is neither JSON nor a JWT', async () => {
      const body = '<xml/>';
      const headers = { 'x-dialpad-signature': hmac(body), 'content-type': 'application/xml' };
      refused(await post(body, headers), 415, /JSON/);
    });

    it('refuses a body over 1 MiB, also one without a content length', async () => {
      const body = JSON.stringify({ ...ring, padding: 'x'.repeat(1024 * 1024) });
      const headers = { 'x-dialpad-signature': hmac(body) };
      refused(await post(body, headers), 413, /1 MiB/);
      const chunked = await new Promise<number | undefined>((resolve) => {
        const sending = httpRequest(`${at.url}/webhooks/dialpad`, { method: 'POST', headers }, (response) =>
          resolve(response.statusCode),
        );
        // The server closes the connection of a client that goes on sending.
        sending.on('error', () => undefined);
        sending.write(body.slice(0, 600_000));
        sending.end(body.slice(600_000));
      });
      expect(chunked).to.equal(413);
    });

    it('refuses an app id that is not a UUID', async () => {
      refused(await at.deliver(ring, '/webhooks/dialpad/clinic'), 400, /app_id must be a UUID/);
    });

    it('stores an unknown event and ignores it', async () => {
      expect((await at.deliver({ event_type: 'fax.received' })).status).to.equal(200);
      await settled();
      expect(await calls()).to.equal(0);
    });

    it('stores a call event without an id and marks it as failed', async () => {
      const before = (await inbox()).failed;
      expect((await at.deliver({ event_type: 'call.ring', from_number: '555-0123' })).status).to.equal(200);
      expect((await at.deliver({ state: 'ringing', call_id: null })).status).to.equal(200);
      await settled();
      expect((await inbox()).failed).to.equal(before + 2);
    });

    it('stores everything that is authentic, whatever its shape', async () => {
      for (const body of ['[]', '"ring"', '42', 'null', '{"state": {"a": 1}, "call_id": [1]}', '{"__proto__": {}}']) {
        expect((await at.deliver(body)).status, body).to.equal(200);
      }
      await settled();
      expect(await calls()).to.equal(0);
    });

    it('keeps every digit of a call id of 9223372036854775807', async () => {
      await at.deliver('{"event_type":"call.ring","call":{"id":9223372036854775807,"direction":"inbound"}}');
      await settled();
      const { body } = await at.crm(app.key, '/api/calls');
      expect(body.data[0].dialpad_call_id).to.equal('9223372036854775807');
    });

    it('accepts a null contact, and numbers as strings', async () => {
      const event = {
        state: 'ringing',
        call_id: '4743444132604262',
        direction: 'inbound',
        external_number: null,
        internal_number: '+15550100101',
        contact: null,
        target: null,
        date_started: '1791208800000',
        event_timestamp: '1791208801350',
      };
      await at.request('POST', '/webhooks/dialpad', {
        body: jwt({ alg: 'HS256', typ: 'JWT' }, event),
        headers: { 'content-type': 'application/jwt' },
      });
      await settled();
      const { body } = await at.crm(app.key, '/api/calls?to=%2B15550100101');
      expect(body.data[0]).to.include({
        dialpad_call_id: 4743444132604262,
        from_number: null,
        started_at: new Date(1791208800000).toISOString(),
      });
    });
  });

  describe('of the API', () => {
    it('refuses a request without a key, and one with a key that was never valid', async () => {
      refused(await at.request('GET', '/api/calls'), 401, /x-app-api-key/);
      refused(await at.crm(`app_${'0'.repeat(64)}`, '/api/calls'), 401, /API key/);
      refused(await at.crm('nonsense', '/api/calls'), 401, /API key/);
    });

    it('refuses a request without the internal secret, and one with a wrong secret', async () => {
      refused(await at.request('GET', '/internal/apps'), 401, /Authorization/);
      const headers = { authorization: 'Bearer wrong' };
      refused(await at.request('GET', '/internal/apps', { headers }), 403, /secret/);
    });

    for (const [query, says] of [
      ['limit=abc', /limit must be a whole number/],
      ['limit=0', /limit must be a whole number/],
      ['limit=1.5', /limit must be a whole number/],
      ['offset=-1', /offset must be a whole number/],
      ['status=dancing', /status must be one of ringing/],
      ['direction=up', /direction must be one of inbound, outbound/],
      ['dialpad_user_id=ana', /dialpad_user_id must be a Dialpad id/],
      ['started_after=yesterday', /started_after must be a time/],
    ] as const) {
      it(`refuses ?${query} by name`, async () => {
        const answer = await at.crm(app.key, `/api/calls?${query}`);
        refused(answer, 400, says);
        expect(answer.body.details).to.have.length(1);
        expect(answer.body.details[0].path).to.equal(query.split('=')[0]);
      });
    }

    it('names every wrong parameter in one answer', async () => {
      const { body } = await at.crm(app.key, '/api/calls?limit=abc&status=dancing');
      expect(body.details.map(({ path }: { path: string }) => path)).to.have.members(['limit', 'status']);
    });

    it('treats a limit above the maximum as the maximum', async () => {
      expect((await at.crm(app.key, '/api/calls?limit=5000')).body.pagination.limit).to.equal(100);
    });

    it('refuses an id that is not a UUID', async () => {
      refused(await at.crm(app.key, '/api/calls/17'), 400, /id must be a UUID/);
      refused(await at.admin('GET', '/internal/apps/17'), 400, /app_id must be a UUID/);
    });

    it('answers 404 for an unknown path, and 405 for a method that a path does not have', async () => {
      refused(await at.request('GET', '/api/calls/a/b/c'), 404, /no route/);
      const answer = await at.request('DELETE', '/api/calls');
      refused(answer, 405, /GET/);
      expect(answer.headers.get('allow')).to.equal('GET, HEAD, POST');
    });

    it('refuses a body that is not JSON, or has another content type', async () => {
      const headers = { authorization: `Bearer ${INTERNAL_SECRET}` };
      const body = '{"name": ';
      const json = { ...headers, 'content-type': 'application/json' };
      refused(await at.request('POST', '/internal/apps', { body, headers: json }), 400, /malformed JSON/);
      const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
      refused(await at.request('POST', '/internal/apps', { body: 'name=x', headers: form }), 415, /application\/json/);
    });

    it('says what a field must be in plain words', async () => {
      const said = async (path: string, body: unknown) => (await at.admin('PATCH', path, body)).body.message;
      const path = `/internal/apps/${app.id}`;
      expect(await said(path, [])).to.equal('The body must be an object');
      expect(await said(path, { is_active: 'yes' })).to.equal('is_active must be true or false');
      const batch = await at.admin('POST', `${path}/users/batch-map`, { mappings: 'all' });
      expect(batch.body.message).to.equal('mappings must be a list');
    });

    it('refuses a body that is not in UTF-8, and drops the mark at the beginning of a file that is', async () => {
      const headers = { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' };
      const latin1 = Buffer.from('{"name": "M\u00fcller"}', 'latin1');
      refused(await at.request('POST', '/internal/apps', { body: latin1, headers }), 400, /not in UTF-8/);
      const marked = await at.request('POST', '/internal/apps', { body: '\ufeff{"name": "M\u00fcller"}', headers });
      expect(marked.body.app_name).to.equal('M\u00fcller');
    });

    it('refuses an app without a name', async () => {
      const answer = await at.admin('POST', '/internal/apps', {});
      refused(answer, 400, /name is missing/);
      expect(answer.body.details).to.deep.equal([{ path: 'name', message: 'is missing' }]);
      refused(await at.admin('POST', '/internal/apps', { name: '  ' }), 400, /name must be a text/);
    });

    it('refuses a batch with bad rows, names each, and stores none', async () => {
      const answer = await at.admin('POST', `/internal/apps/${app.id}/users/batch-map`, {
        mappings: [
          { dialpad_user_id: 1, crm_user_id: 'a@example.com' },
          { dialpad_user_id: 'x', crm_user_id: 'b@example.com' },
          { dialpad_user_id: 3 },
        ],
      });
      refused(answer, 400, /mappings\.1\.dialpad_user_id/);
      expect(answer.body.details.map(({ path }: { path: string }) => path)).to.deep.equal([
        'mappings.1.dialpad_user_id',
        'mappings.2.crm_user_id',
      ]);
      const stored = await at.admin('GET', `/internal/apps/${app.id}/users/mappings`);
      expect(stored.body.pagination.total).to.equal(0);
    });

    it('refuses a long batch before its rows are read, and lists a hundred bad rows at most, each in short', async () => {
      const path = `/internal/apps/${app.id}/users/batch-map`;
      const zeros = `{"mappings":[${'0,'.repeat(500_000)}0]}`;
      const headers = { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' };
      refused(
        await at.request('POST', path, { headers, body: zeros }),
        400,
        /^mappings must have at most 10000 items$/,
      );
      const users = `{"crm_users":[${'0,'.repeat(500_000)}0]}`;
      const sync = `/internal/apps/${app.id}/users/sync`;
      refused(
        await at.request('POST', sync, { headers, body: users }),
        400,
        /^crm_users must have at most 10000 items$/,
      );
      const empty = await at.admin('POST', path, { mappings: Array.from({ length: 10_000 }, () => ({})) });
      expect(empty.body.details).to.have.length(100);
      expect(empty.body.message).to.match(/; and 19900 more$/);
      const long = await at.admin('GET', `/internal/apps?${'z'.repeat(5_000)}=1`);
      expect(long.body.details[0].path).to.match(/^z{199}…$/);
      expect(JSON.stringify(long.body).length).to.be.below(1_000);
    });

    it('refuses control characters and halves of surrogate pairs by name, wherever a text is stored or looked for', async () => {
      for (const odd of ['a\0b', 'a\u001Bb', 'a\u0085b', 'a\uD800b', 'a\uDC00']) {
        refused(await at.admin('POST', '/internal/apps', { name: odd }), 400, /^name must hold no control characters/);
        const user = { dialpad_user_id: 7, crm_user_id: odd };
        const map = await at.admin('POST', `/internal/apps/${app.id}/users/map`, user);
        refused(map, 400, /^crm_user_id must hold no control characters/);
        refused(
          await at.admin('POST', `/internal/apps/${app.id}/erase`, { crm_user_id: odd }),
          400,
          /^crm_user_id must/,
        );
      }
      refused(await at.crm(app.key, '/api/calls?crm_user_id=a%00b'), 400, /^crm_user_id must .*control characters/);
      refused(await at.admin('GET', `/internal/apps/${app.id}/users/mappings/crm/a%00b`), 400, /^crm_user_id must/);
      refused(await at.crm(app.key, '/api/events/stream?crm_user=a%00b'), 400, /^crm_user must/);
      const kept = { dialpad_user_id: 7, crm_user_id: 'a\uFFFDb 👩‍👩‍👧' };
      const mapped = await at.admin('POST', `/internal/apps/${app.id}/users/map`, kept);
      expect(mapped.body.data.crm_user_id).to.equal(kept.crm_user_id);
    });

    it('refuses a grace period of more than a day', async () => {
      const path = `/internal/apps/${app.id}/api-key/rotate`;
      refused(await at.admin('POST', path, { grace_seconds: 86_401 }), 400, /grace_seconds/);
    });

    it('refuses to revoke keys if there are none', async () => {
      const other = await at.newApp('Keyless');
      expect((await at.admin('POST', `/internal/apps/${other.id}/api-key/revoke`)).status).to.equal(200);
      refused(await at.admin('POST', `/internal/apps/${other.id}/api-key/revoke`), 409, /no key/);
    });
  });
});
