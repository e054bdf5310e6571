import { expect } from 'chai';
import { type Listener, listen } from './listener.js';
import { hmac, type Running, run } from './running.js';

describe('two apps on one server', () => {
  let at: Running;
  let one: { readonly id: string; readonly key: string };
  let two: { readonly id: string; readonly key: string };
  let listenerOne: Listener;
  let listenerTwo: Listener;

  const ring = (from: string) => ({ event_type: 'call.ring', call_id: 42, direction: 'inbound', from_number: from });
  const only = async (key: string, path: string) => {
    const { body } = await at.crm(key, path);
    expect(body.data).to.have.length(1);
    return body.data[0];
  };

  before(async () => {
    at = await run();
    one = await at.newApp('One');
    two = await at.newApp('Two');
    listenerOne = await listen(`${at.url}/ws?api_key=${one.key}`);
    listenerTwo = await listen(`${at.url}/ws`, { 'x-app-api-key': two.key });
    expect((await at.deliver(ring('555-0001'), `/webhooks/dialpad/${one.id}`)).status).to.equal(200);
    expect((await at.deliver(ring('555-0002'), `/webhooks/dialpad/${two.id}`)).status).to.equal(200);
    await Promise.all([listenerOne.count(1), listenerTwo.count(1)]);
  });
  after(() => at.stop());

  it('have one call each, though the Dialpad id is the same', async () => {
    const [callOne, callTwo] = [await only(one.key, '/api/calls'), await only(two.key, '/api/calls')];
    expect(callOne.from_number).to.equal('555-0001');
    expect(callTwo.from_number).to.equal('555-0002');
    expect(callOne.id).not.to.equal(callTwo.id);
  });

  it('get events of their own calls only, each counted from 1', () => {
    expect(listenerOne.messages.map(({ from_number, seq }) => [from_number, seq])).to.deep.equal([['555-0001', 1]]);
    expect(listenerTwo.messages.map(({ from_number, seq }) => [from_number, seq])).to.deep.equal([['555-0002', 1]]);
  });

  it('cannot find each other’s records by id: they are a 404', async () => {
    const { id } = await only(two.key, '/api/calls');
    expect((await at.crm(one.key, `/api/calls/${id}`)).status).to.equal(404);
    const mapping = { dialpad_user_id: 7, crm_user_id: 'ana@example.com' };
    const { body } = await at.admin('POST', `/internal/apps/${two.id}/users/map`, mapping);
    const path = (appId: string) => `/internal/apps/${appId}/users/mappings/${body.data.id}`;
    expect((await at.admin('DELETE', path(one.id))).status).to.equal(404);
    expect((await at.admin('DELETE', path(two.id))).status).to.equal(200);
  });

  it('store an event without a known app as unrouted', async () => {
    const answer = await at.deliver({ event_type: 'call.ring', call_id: 43 });
    expect(answer.status).to.equal(202);
    expect(answer.body).to.include({ received: true, duplicate: false, routed: false });
  });

  it('are distinguished by the API key that a delivery carries', async () => {
    const body = JSON.stringify({ event_type: 'call.ring', call_id: 44, direction: 'inbound' });
    const headers = { 'x-dialpad-signature': hmac(body), 'x-app-api-key': one.key };
    expect((await at.request('POST', '/webhooks/dialpad', { body, headers })).status).to.equal(200);
    expect(await listenerOne.first(({ dialpad_call_id: id }) => id === 44)).to.include({ event: 'call.ring', seq: 2 });
  });

  it('lose their sockets when their key is revoked or they are switched off; the other app keeps its own', async () => {
    await at.admin('POST', `/internal/apps/${one.id}/api-key/revoke`);
    expect(await listenerOne.closed).to.equal(4401);
    expect((await at.crm(one.key, '/api/calls')).status).to.equal(403);
    await at.admin('PATCH', `/internal/apps/${two.id}`, { is_active: false });
    expect(await listenerTwo.closed).to.equal(4403);
    expect((await at.crm(two.key, '/api/calls')).status).to.equal(403);
    for (const [key, status] of [
      [one.key, 403],
      [two.key, 403],
      ['nonsense', 401],
      ['', 401],
    ] as const) {
      const error = await listen(`${at.url}/ws?api_key=${key}`).then(
        () => ({ status: 101 }),
        (refusal) => refusal,
      );
      expect(error.status, key).to.equal(status);
    }
  });
});
