import { expect } from 'chai';
import { listen } from './listener.js';
import { type Running, run } from './running.js';

describe('a CRM user in another case', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
    for (const [dialpad_user_id, crm_user_id] of [
      [7, 'Cleo.Diaz@Example.com'],
      [8, 'Agent-8'],
    ]) {
      await at.admin('POST', `/internal/apps/${app.id}/users/map`, { dialpad_user_id, crm_user_id });
    }
  });
  after(() => at.stop());

  it('is the same one on a socket, if the id holds an @', async () => {
    const connect = (user: string) =>
      listen(`${at.url}/ws?api_key=${app.key}&crm_user=${encodeURIComponent(user)}&since=0`);
    for (const [id, user_id] of [
      [1, 7],
      [2, 8],
    ]) {
      await at.deliver({ event_type: 'call.ring', call: { id, direction: 'inbound', user_id } });
    }
    for (const user of ['cleo.diaz@example.com', 'CLEO.DIAZ@EXAMPLE.COM', ' Cleo.diaz@example.com ']) {
      const listener = await connect(user);
      const [ring] = await listener.count(1);
      expect(ring, user).to.include({ event: 'call.ring', seq: 1, target_crm_user: 'Cleo.Diaz@Example.com' });
      listener.close();
    }
    const exact = await connect('Agent-8');
    expect((await exact.count(1))[0].seq).to.equal(2);
    exact.close();
  });

  it('is the same one over REST', async () => {
    const calls = async (user: string) =>
      (await at.crm(app.key, `/api/calls?crm_user_id=${encodeURIComponent(user)}`)).body.data.map(
        (call: { readonly crm_user_id: string }) => call.crm_user_id,
      );
    for (const user of ['cleo.diaz@example.com', 'CLEO.Diaz@example.COM']) {
      expect(await calls(user), user).to.deep.equal(['Cleo.Diaz@Example.com']);
    }
    expect(await calls('Agent-8')).to.deep.equal(['Agent-8']);
    expect(await calls('agent-8')).to.deep.equal([]);
  });
});
