import { expect } from 'chai';
import { parseCurl } from './curl.js';
import { type Listener, listen } from './listener.js';
import { INTERNAL_SECRET, type Running, run } from './running.js';

/*
 * Follows the integration guide from its first command to its last. The commands are the guide's own; only its placeholders are
 * filled in.
 */
describe('the integration guide', () => {
  let at: Running;
  let appId: string;
  let key: string;
  let crm: Listener;
  const ids: Record<string, string> = {};

  const curl = async (command: string) => {
    const filled = command
      .replaceAll('http://localhost:4000', at.url)
      .replaceAll('<your-internal-secret>', INTERNAL_SECRET)
      .replaceAll('{app_id}', appId)
      .replaceAll('app_xxxxx...', key)
      .replaceAll('{voicemail_id}', ids.voicemail ?? '')
      .replaceAll('{mapping_id}', ids.mapping ?? '');
    const { url, init } = parseCurl(filled);
    return at.request(init.method ?? 'GET', url.slice(at.url.length), init);
  };

  before(async () => {
    at = await run();
    const app = await at.newApp('My App');
    appId = app.id;
    key = app.key;
  });
  after(() => at.stop());

  it('checks that the server is running', async () => {
    const { status, body } = await curl('curl http://localhost:4000/health');
    expect(status).to.equal(200);
    expect(body).to.include({ status: 'healthy', environment: 'sandbox', port: at.server.port, storage: 'up' });
    expect(body.uptime).to.be.a('number');
    expect(new Date(body.timestamp).toISOString()).to.equal(body.timestamp);
  });

  it('generates an API key', async () => {
    const { status, body } = await curl(`curl -X POST http://localhost:4000/internal/apps/{app_id}/api-key \\
  -H "Authorization: Bearer <your-internal-secret>" \\
  -H "Content-Type: application/json"`);
    expect(status).to.equal(201);
    expect(body).to.include({
      success: true,
      app_id: appId,
      app_name: 'My App',
      note: 'Store this key in your .env file. It will never be shown again.',
    });
    expect(body.api_key).to.match(/^app_[0-9a-f]{64}$/);
    expect(body.rotated_at).to.be.a('string');
    key = body.api_key;
  });

  it('checks the status of the key', async () => {
    const { body } = await curl(`curl -X GET http://localhost:4000/internal/apps/{app_id}/api-key/status \\
  -H "Authorization: Bearer <your-internal-secret>"`);
    expect(body).to.include({
      success: true,
      key_hint: `${key.slice(0, 8)}...${key.slice(-4)}`,
      is_active: true,
      has_active_key: true,
    });
  });

  it('rotates the key, and the old one is refused at once', async () => {
    const old = key;
    const { status, body } = await curl(`curl -X POST http://localhost:4000/internal/apps/{app_id}/api-key/rotate \\
  -H "Authorization: Bearer <your-internal-secret>"`);
    expect(status).to.equal(201);
    key = body.api_key;
    expect((await at.crm(old, '/api/calls')).status).to.equal(403);
    expect((await at.crm(key, '/api/calls')).status).to.equal(200);
  });

  it('views the audit log', async () => {
    const { body } =
      await curl(`curl -X GET "http://localhost:4000/internal/apps/{app_id}/api-key/audit?limit=50&offset=0" \\
  -H "Authorization: Bearer <your-internal-secret>"`);
    expect(body.success).to.equal(true);
    expect(body.data.map((entry: { action: string }) => entry.action)).to.deep.equal(['created', 'rotated', 'rotated']);
    expect(body.data[0]).to.have.keys('id', 'action', 'old_key_hint', 'new_key_hint', 'performed_at');
    expect(body.data[0].old_key_hint).to.equal(null);
    expect(body.data[2].old_key_hint).to.equal(body.data[1].new_key_hint);
    expect(body.pagination).to.deep.equal({ limit: 50, offset: 0, total: 3, has_more: false, next_cursor: null });
  });

  it('connects a WebSocket with the key', async () => {
    crm = await listen(`${at.url}/ws?api_key=${key}`);
  });

  it('creates a mapping', async () => {
    const { status, body } = await curl(`curl -X POST http://localhost:4000/internal/apps/{app_id}/users/map \\
  -H "Authorization: Bearer <your-internal-secret>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "dialpad_user_id": 123456,
    "crm_user_id": "john.doe@example.com"
  }'`);
    expect(status).to.equal(200);
    expect(body.data).to.include({ dialpad_user_id: 123456, crm_user_id: 'john.doe@example.com' });
    expect(body.message).to.be.a('string');
  });

  it('gets the event of a ringing call, and which user it is for', async () => {
    const delivered = await at.deliver({
      event_type: 'call.ring',
      timestamp: '2026-01-28T12:00:00Z',
      call: {
        id: 9876543210,
        direction: 'inbound',
        from_number: '555-0123',
        to_number: '555-9876',
        user_id: 123456,
        started_at: '2026-01-28T12:00:00Z',
      },
    });
    expect(delivered.status).to.equal(200);
    expect(delivered.body).to.include({ received: true, duplicate: false });

    const message = await crm.first(({ event }) => event === 'call.ring');
    expect(message).to.include({
      event: 'call.ring',
      timestamp: '2026-01-28T12:00:00.000Z',
      dialpad_call_id: 9876543210,
      from_number: '555-0123',
      to_number: '555-9876',
      direction: 'inbound',
      dialpad_user_id: 123456,
      target_crm_user: 'john.doe@example.com',
    });
    ids.call = message.call_id;
  });

  it('queries active calls', async () => {
    const { body } = await curl(`curl -X GET "http://localhost:4000/api/calls/active?limit=50" \\
  -H "x-app-api-key: app_xxxxx..."`);
    expect(body.pagination).to.deep.equal({ limit: 50, offset: 0, total: 1, has_more: false, next_cursor: null });
    expect(body.data[0]).to.include({
      id: ids.call,
      dialpad_call_id: 9876543210,
      direction: 'inbound',
      from_number: '555-0123',
      to_number: '555-9876',
      status: 'ringing',
      dialpad_user_id: 123456,
      started_at: '2026-01-28T12:00:00.000Z',
      recording_url: null,
    });
    expect(body.data[0].duration_seconds).to.be.a('number');
    expect(body.data[0].created_at).to.be.a('string');
  });

  it('gets the event of the answered call', async () => {
    await at.deliver({ event_type: 'call.started', timestamp: '2026-01-28T12:00:05Z', call: { id: 9876543210 } });
    expect(await crm.first(({ event }) => event === 'call.started')).to.include({
      timestamp: '2026-01-28T12:00:05.000Z',
      call_id: ids.call,
      status: 'active',
      from_number: '555-0123',
    });
  });

  it('gets the event of the ended call', async () => {
    await at.deliver({
      event_type: 'call.ended',
      timestamp: '2026-01-28T12:05:00Z',
      call: { id: 9876543210, duration_seconds: 300, recording_url: 'https://recordings.dialpad.com/1' },
    });
    expect(await crm.first(({ event }) => event === 'call.ended')).to.include({
      timestamp: '2026-01-28T12:05:00.000Z',
      call_id: ids.call,
      status: 'completed',
      duration_seconds: 300,
      recording_url: 'https://recordings.dialpad.com/1',
    });
  });

  for (const [by, command] of [
    ['status', 'curl -X GET "http://localhost:4000/api/calls?status=ended" -H "x-app-api-key: app_xxxxx..."'],
    ['direction', 'curl -X GET "http://localhost:4000/api/calls?direction=inbound" -H "x-app-api-key: app_xxxxx..."'],
    ['phone number', 'curl -X GET "http://localhost:4000/api/calls?from=555-0123" -H "x-app-api-key: app_xxxxx..."'],
  ] as const) {
    it(`filters calls by ${by}`, async () => {
      const { body } = await curl(command);
      expect(body.data.map((call: { id: string }) => call.id)).to.deep.equal([ids.call]);
    });
  }

  it('gets the event of a voicemail', async () => {
    await at.deliver({
      event_type: 'voicemail.received',
      timestamp: '2026-01-28T12:10:00Z',
      voicemail: {
        id: 5722331769643419,
        call_id: 9876543211,
        from_number: '555-0123',
        to_number: '555-9876',
        user_id: 123456,
        duration: 45,
        recording_url: 'https://recordings.dialpad.com/2',
        transcript: 'Hi, this is a test voicemail...',
      },
    });
    const message = await crm.first(({ event }) => event === 'voicemail.received');
    expect(message).to.include({
      timestamp: '2026-01-28T12:10:00.000Z',
      from_number: '555-0123',
      to_number: '555-9876',
      dialpad_user_id: 123456,
      duration_seconds: 45,
      recording_url: 'https://recordings.dialpad.com/2',
      transcript: 'Hi, this is a test voicemail...',
      target_crm_user: 'john.doe@example.com',
    });
    ids.voicemail = message.voicemail_id;
  });

  it('has got each of these events once, without a gap', () => {
    expect(crm.messages.map(({ event }) => event)).to.deep.equal([
      'call.ring',
      'call.started',
      'call.ended',
      'call.recording.completed',
      'voicemail.received',
    ]);
    expect(crm.messages.map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('lists all mappings', async () => {
    const { body } = await curl(`curl -X GET "http://localhost:4000/internal/apps/{app_id}/users/mappings?limit=50" \\
  -H "Authorization: Bearer <your-internal-secret>"`);
    expect(body.data).to.have.length(1);
    expect(body.pagination).to.include({ limit: 50, total: 1 });
  });

  it('looks a mapping up by Dialpad id and by CRM id', async () => {
    const byDialpad =
      await curl(`curl -X GET "http://localhost:4000/internal/apps/{app_id}/users/mappings/dialpad/123456" \\
  -H "Authorization: Bearer <your-internal-secret>"`);
    const byCrm =
      await curl(`curl -X GET "http://localhost:4000/internal/apps/{app_id}/users/mappings/crm/john.doe@example.com" \\
  -H "Authorization: Bearer <your-internal-secret>"`);
    expect(byDialpad.body.data).to.include({ dialpad_user_id: 123456, crm_user_id: 'john.doe@example.com' });
    expect(byCrm.body.data).to.deep.equal(byDialpad.body.data);
    ids.mapping = byCrm.body.data.id;
  });

  it('maps users in bulk', async () => {
    const { status, body } = await curl(`curl -X POST http://localhost:4000/internal/apps/{app_id}/users/batch-map \\
  -H "Authorization: Bearer <your-internal-secret>" \\
  -H "Content-Type: application/json" \\
  -d '{
    "mappings": [
      { "dialpad_user_id": 123456, "crm_user_id": "john@example.com" },
      { "dialpad_user_id": 123457, "crm_user_id": "jane@example.com" },
      { "dialpad_user_id": 123458, "crm_user_id": "bob@example.com" }
    ]
  }'`);
    expect(status).to.equal(200);
    expect(body).to.include({ success: true, count: 3 });
    expect((await at.crm(key, `/api/calls/${ids.call}`)).body.data.crm_user_id).to.equal('john@example.com');
  });

  it('deletes a mapping', async () => {
    const command = `curl -X DELETE "http://localhost:4000/internal/apps/{app_id}/users/mappings/{mapping_id}" \\
  -H "Authorization: Bearer <your-internal-secret>"`;
    expect((await curl(command)).status).to.equal(200);
    expect((await curl(command)).status).to.equal(404);
  });

  it('lists voicemails, all and by user', async () => {
    const all = await curl(`curl -X GET "http://localhost:4000/internal/apps/{app_id}/voicemails?limit=50&offset=0" \\
  -H "Authorization: Bearer <your-internal-secret>"`);
    const byUser =
      await curl(`curl -X GET "http://localhost:4000/internal/apps/{app_id}/voicemails?dialpad_user_id=123456" \\
  -H "Authorization: Bearer <your-internal-secret>"`);
    expect(all.body.data).to.have.length(1);
    expect(byUser.body.data).to.deep.equal(all.body.data);
  });

  it('gets a single voicemail, and deletes it', async () => {
    const path = '"http://localhost:4000/internal/apps/{app_id}/voicemails/{voicemail_id}"';
    const secret = '-H "Authorization: Bearer <your-internal-secret>"';
    const { body } = await curl(`curl -X GET ${path} \\\n  ${secret}`);
    expect(body.data).to.include({ id: ids.voicemail, app_id: appId, transcript: 'Hi, this is a test voicemail...' });
    expect((await curl(`curl -X DELETE ${path} \\\n  ${secret}`)).status).to.equal(200);
    expect((await curl(`curl -X GET ${path} \\\n  ${secret}`)).status).to.equal(404);
  });

  it('gets memory and performance metrics', async () => {
    const { status, body } = await curl('curl http://localhost:4000/metrics');
    expect(status).to.equal(200);
    expect(body).to.have.all.keys('timestamp', 'memory', 'uptime_seconds');
    expect(body.memory).to.have.all.keys('heap_used_mb', 'heap_total_mb', 'external_mb');
  });
});
