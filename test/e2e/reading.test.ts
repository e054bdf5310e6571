import { expect } from 'chai';
import { type Running, run } from './running.js';

describe('reading over REST', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
    await at.admin('POST', `/internal/apps/${app.id}/users/map`, {
      dialpad_user_id: 7,
      crm_user_id: 'ana@example.com',
    });
    const who = { from_number: '+1 555 555 0123', to_number: '+15550100101', user_id: 7 };
    await at.deliver({ event_type: 'sms.received', message: { id: 1, text: 'Is 3 pm fine?', ...who } });
    await at.deliver({
      event_type: 'sms.sent',
      message: { id: 2, text: 'It is.', from: '+15550100101', to: '5550199' },
    });
    await at.deliver({ event_type: 'voicemail.received', voicemail: { id: 3, call_id: 4, duration: 12, ...who } });
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
  });
  after(() => at.stop());

  const data = async (path: string) => (await at.crm(app.key, path)).body.data;

  it('finds messages by direction, number and person, and one by its id', async () => {
    const [received] = await data('/api/messages?direction=inbound&from=5555550123&dialpad_user_id=7');
    expect(received).to.include({ text: 'Is 3 pm fine?', status: 'received', crm_user_id: 'ana@example.com' });
    expect(await data(`/api/messages/${received.id}`)).to.deep.equal(received);
    expect(await data('/api/messages?to=555-0199')).to.have.length(1);
    expect(await data('/api/messages')).to.have.length(2);
    expect(await data('/api/messages?from=000')).to.deep.equal([]);
  });

  it('finds voicemails by number and person, and one by its id', async () => {
    const [voicemail] = await data('/api/voicemails?from=(555)%20555-0123&dialpad_user_id=7');
    expect(voicemail).to.include({
      app_id: app.id,
      dialpad_call_id: 4,
      duration_seconds: 12,
      crm_user_id: 'ana@example.com',
    });
    expect(await data(`/api/voicemails/${voicemail.id}`)).to.deep.equal(voicemail);
    expect(await data('/api/voicemails?to=000')).to.deep.equal([]);
  });

  it('finds calls by time, including the start of the range and without its end', async () => {
    const [call] = await data('/api/calls');
    expect(call.status).to.equal('voicemail');
    const query = (name: string, time: string) => `/api/calls?${name}=${encodeURIComponent(time)}`;
    expect(await data(query('started_after', call.started_at))).to.have.length(1);
    expect(await data(query('started_before', call.started_at))).to.have.length(0);
    expect(await data('/api/calls?crm_user_id=ana@example.com')).to.have.length(1);
    expect(await data('/api/calls?crm_user_id=nobody@example.com')).to.have.length(0);
  });

  it('shows an app, and renames it', async () => {
    const path = `/internal/apps/${app.id}`;
    expect((await at.admin('GET', path)).body.data).to.include({ id: app.id, name: 'Clinic', is_active: true });
    expect((await at.admin('PATCH', path, { name: 'Practice' })).body.data.name).to.equal('Practice');
    expect((await at.admin('GET', '/internal/apps')).body.data).to.have.length(1);
    expect((await at.admin('GET', '/internal/apps/01890000-0000-7000-8000-0000000000aa')).status).to.equal(404);
  });

  it('deletes the mapping of a Dialpad user', async () => {
    const path = `/internal/apps/${app.id}/users/mappings/dialpad/7`;
    expect((await at.admin('DELETE', path)).status).to.equal(200);
    expect((await at.admin('GET', path)).status).to.equal(404);
    expect((await data('/api/messages?direction=inbound'))[0].crm_user_id).to.equal(null);
  });

  it('shows what has changed at once, however often it was asked for before', async () => {
    const [{ id }] = await data('/api/calls');
    const shown = async () => {
      const [[listed], found, [voicemail]] = [
        await data('/api/calls'),
        await data(`/api/calls/${id}`),
        await data('/api/voicemails'),
      ];
      return [listed.crm_user_id, found.crm_user_id, voicemail.crm_user_id];
    };
    for (const name of ['bea@example.com', 'cleo@example.com']) {
      await at.admin('POST', `/internal/apps/${app.id}/users/map`, { dialpad_user_id: 7, crm_user_id: name });
      for (const _ of [1, 2, 3]) expect(await shown()).to.deep.equal([name, name, name]);
    }
    await at.admin('DELETE', `/internal/apps/${app.id}/users/mappings/dialpad/7`);
    expect(await shown()).to.deep.equal([null, null, null]);
    const other = await at.newApp('Other');
    expect((await at.crm(other.key, '/api/calls')).body.data).to.deep.equal([]);
    expect((await at.crm(other.key, `/api/calls/${id}`)).status).to.equal(404);
    await at.admin('POST', `/internal/apps/${other.id}/api-key/revoke`);
    expect((await at.crm(other.key, '/api/calls')).status).to.equal(403);
  });

  it('stores a webhook that names an unknown app as unrouted, and gives it to no other app', async () => {
    const answer = await at.deliver(
      { event_type: 'call.ring', call_id: 99 },
      '/webhooks/dialpad/01890000-0000-7000-8000-0000000000aa',
    );
    expect(answer.status).to.equal(202);
    expect(await data('/api/calls')).to.have.length(1);
  });
});
