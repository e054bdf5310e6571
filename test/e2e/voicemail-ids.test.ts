import { expect } from 'chai';
import { uploaded } from '../adapters/outbound/dialpad/translating.js';
import { type Running, run } from './running.js';

describe('a voicemail that events name by different ids', () => {
  let at: Running;
  before(async () => {
    at = await run();
  });
  after(() => at.stop());

  /** Delivers events to an app of its own, one after the other; answers with its voicemails and what was announced of them. */
  const deliver = async (...events: readonly object[]) => {
    const app = await at.newApp('Clinic');
    for (const event of events) {
      expect((await at.deliver(event, `/webhooks/dialpad/${app.id}`)).status).to.equal(200);
      while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
    }
    const { data } = (await at.crm(app.key, '/api/voicemails')).body;
    const log = (await at.crm(app.key, '/api/events')).body.data;
    return {
      app,
      voicemails: data,
      announced: log.flatMap(({ event }: { event: string }) => (/^voicemail/.test(event) ? [event] : [])),
    };
  };

  const received = { event_type: 'voicemail.received', voicemail_id: 77, call_id: 5, from: '555-0123', duration: 31 };
  const transcribed = { event_type: 'voicemail.transcribed', voicemail_id: 77, transcript: 'Hi' };

  for (const [order, events] of [
    ['the call first', [received, transcribed]],
    ['the transcript first', [transcribed, received]],
  ] as const) {
    it(`is one: ${order}`, async () => {
      const { voicemails, announced } = await deliver(...events);
      expect(voicemails).to.have.length(1);
      expect(voicemails[0]).to.include({
        dialpad_call_id: 5,
        from_number: '555-0123',
        duration_seconds: 31,
        transcript: 'Hi',
      });
      expect(announced).to.deep.equal(['voicemail.received', 'voicemail.updated']);
    });
  }

  it('is one where Dialpad sends it on two legs, and a relay names the recording', async () => {
    const id = 5722331769643419;
    const { voicemails, announced } = await deliver(
      uploaded({ call_id: 11, entry_point_call_id: 1 }),
      uploaded({ call_id: 12, master_call_id: 2 }),
      { ...transcribed, voicemail_id: id },
    );
    expect(voicemails).to.have.length(1);
    expect(voicemails[0]).to.include({ dialpad_call_id: 11, transcript: 'Hi', duration_seconds: 31 });
    expect(announced).to.deep.equal(['voicemail.received', 'voicemail.updated']);
  });

  it('is one where a leg alone connects its parts', async () => {
    const bare = { voicemail_recording_id: null, recording_details: [] };
    const { voicemails } = await deliver(uploaded({ ...bare, call_id: 12, entry_point_call_id: 1 }), {
      event_type: 'voicemail.updated',
      call_id: 1,
      transcript: 'Hi',
    });
    expect(voicemails).to.have.length(1);
    expect(voicemails[0]).to.include({ transcript: 'Hi' });
  });

  it('becomes one where a later event connects two, and stays deleted under every id', async () => {
    const parts = [{ ...received, voicemail_id: null }, transcribed];
    const { app, voicemails } = await deliver(...parts);
    expect(voicemails).to.have.length(2);
    const connecting = { event_type: 'voicemail.updated', voicemail: { recording_id: '77', call_id: '5' } };
    await at.deliver(connecting, `/webhooks/dialpad/${app.id}`);
    const left = async () => {
      while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
      return (await at.crm(app.key, '/api/voicemails')).body.data;
    };
    const [joined, ...more] = await left();
    expect(more).to.deep.equal([]);
    expect(joined).to.include({ dialpad_call_id: 5, transcript: 'Hi', duration_seconds: 31 });
    await at.admin('DELETE', `/internal/apps/${app.id}/voicemails/${joined.id}`);
    await at.deliver({ ...transcribed, transcript: 'Hi again' }, `/webhooks/dialpad/${app.id}`);
    expect(await left()).to.deep.equal([]);
  });
});
