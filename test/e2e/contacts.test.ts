import { expect } from 'chai';
import { listen } from './listener.js';
import { type Running, run } from './running.js';

describe('the contacts of a CRM', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
  });
  after(() => at.stop());

  const api = (method: string, path: string, body?: unknown) =>
    at.request(method, path, {
      headers: { 'x-app-api-key': app.key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const put = (...contacts: readonly unknown[]) => api('PUT', '/api/contacts', { contacts });

  it('say who calls, on the ring and on nothing else', async () => {
    const listener = await listen(`${at.url}/ws?api_key=${app.key}&since=0`);
    const saved = await put(
      { number: '(415) 555-0123', name: 'Ann Archer', record_url: 'https://crm.example.com/contacts/1' },
      { number: '+44 20 7946 0958', name: 'Bo' },
    );
    expect(saved).to.deep.include({ status: 200 });
    expect(saved.body.count).to.equal(2);
    const call = { id: 1, direction: 'inbound', from: '+14155550123', to: '+14155550999' };
    await at.deliver({ event_type: 'call.ring', call });
    await at.deliver({ event_type: 'call.started', call });
    await at.deliver({ event_type: 'call.ring', call: { id: 2, direction: 'inbound', from: '415-555-0777' } });
    await at.deliver({ event_type: 'call.ring', call: { id: 3, direction: 'outbound', to: '020 7946 0958' } });
    await at.deliver({ event_type: 'call.ring', call: { id: 4, direction: 'outbound', to: '+442079460958' } });
    const [known, started, unknown, otherCountry, dialled] = await listener.count(5);
    expect(known).to.deep.include({
      event: 'call.ring',
      contact: { name: 'Ann Archer', record_url: 'https://crm.example.com/contacts/1' },
    });
    expect(started).not.to.have.property('contact');
    expect(unknown.contact).to.equal(null);
    expect(otherCountry.contact).to.equal(null);
    expect(dialled).to.deep.include({ event: 'call.dialing', contact: { name: 'Bo', record_url: null } });
    listener.close();
  });

  it('are listed, replaced and deleted by number', async () => {
    await put({ number: '+1 415 555 0123', name: 'Ann Baker', record_url: null });
    const { body } = await api('GET', '/api/contacts?limit=1');
    expect(body.data).to.have.length(1);
    expect(body.data[0]).to.include({ number: '+1 415 555 0123', name: 'Ann Baker', record_url: null });
    expect(body.pagination).to.include({ total: 2, has_more: true });
    const second = await api('GET', `/api/contacts?limit=1&cursor=${body.pagination.next_cursor}`);
    expect(second.body.data[0].name).to.equal('Bo');
    expect((await api('DELETE', '/api/contacts?number=4155550123')).status).to.equal(200);
    expect((await api('DELETE', '/api/contacts?number=4155550123')).status).to.equal(404);
  });

  it('are looked up with the calls there were', async () => {
    await at.admin('POST', `/internal/apps/${app.id}/users/map`, {
      dialpad_user_id: 7,
      crm_user_id: 'ann@crm.example',
    });
    const call = { id: 11, direction: 'inbound', from: '+1 212 555 0111', to: '+14155550999', user_id: 7 };
    await at.deliver({ event_type: 'call.started', call });
    await at.deliver({ event_type: 'call.ended', call });
    await put({ number: '(212) 555-0111', name: 'Zed' });
    let found = await api('GET', '/api/lookup?number=212-555-0111');
    while (found.body.data.last_call?.status !== 'ended') found = await api('GET', '/api/lookup?number=212-555-0111');
    expect(found.body.data).to.deep.include({
      contact: { name: 'Zed', record_url: null },
      ...{ calls: 1, answered: 1, is_complete: true },
    });
    expect(found.body.data.crm_users).to.have.length(1);
    expect(found.body.data.crm_users[0]).to.include({ crm_user_id: 'ann@crm.example', calls: 1 });
    const stranger = await api('GET', '/api/lookup?number=212-555-0199');
    expect(stranger.body.data).to.deep.include({ contact: null, calls: 0, last_call: null, crm_users: [] });
    expect((await api('GET', '/api/lookup')).status).to.equal(400);
  });

  it('are counted once for each number, of which the last one is saved', async () => {
    const { body } = await put({ number: '212 555 0122', name: 'First' }, { number: '+12125550122', name: 'Last' });
    expect(body).to.include({ count: 1, message: 'The contact is saved.' });
    expect((await api('GET', '/api/lookup?number=2125550122')).body.data.contact.name).to.equal('Last');
  });

  it('may have an empty address, and one with spaces around it', async () => {
    await put(
      { number: '+12125550133', name: 'None', record_url: '' },
      { number: '+12125550134', name: 'Spaces', record_url: ' https://crm.example.com/1 ' },
    );
    const contactOf = async (number: string) => (await api('GET', `/api/lookup?number=${number}`)).body.data.contact;
    expect(await contactOf('2125550133')).to.deep.equal({ name: 'None', record_url: null });
    expect(await contactOf('2125550134')).to.deep.equal({ name: 'Spaces', record_url: 'https://crm.example.com/1' });
  });

  it('are nobody where the number is withheld, and so are the calls', async () => {
    for (const id of [21, 22]) {
      await at.deliver({ event_type: 'call.missed', call: { id, direction: 'inbound', from: 'Anonymous' } });
    }
    let calls = await api('GET', '/api/calls?from=anonymous');
    while (calls.body.pagination.total < 2) calls = await api('GET', '/api/calls?from=anonymous');
    const { body } = await api('GET', '/api/lookup?number=Anonymous');
    expect(body.data).to.deep.include({ contact: null, calls: 0, last_call: null, is_complete: true });
  });

  it('are erased with the person', async () => {
    await put({ number: '+14155550123', name: 'Ann' });
    const { body } = await at.admin('POST', `/internal/apps/${app.id}/erase`, { number: '415 555 0123' });
    expect(body.data.erased.contacts).to.equal(1);
    const { body: events } = await api('GET', '/api/events');
    expect(JSON.stringify(events)).not.to.contain('Ann Archer');
  });

  it('are refused by name, and none of the batch is saved', async () => {
    const wrong = [
      [{ name: 'No number' }, 'contacts.1.number'],
      [{ number: '—', name: 'Dash' }, 'contacts.1.number'],
      [{ number: '1'.repeat(65), name: 'Long' }, 'contacts.1.number'],
      [{ number: 4155550123, name: 'Not a text' }, 'contacts.1.number'],
      [{ number: 'Private number', name: 'Withheld' }, 'contacts.1.number'],
      [{ number: '5', name: ' ' }, 'contacts.1.name'],
      ['Ann', 'contacts.1'],
      [{ number: '5', name: 'x', record_url: 'javascript:alert(1)' }, 'contacts.1.record_url'],
      [{ number: '5', name: 'x', recordUrl: 'https://crm.example.com' }, 'contacts.1.recordUrl'],
    ] as const;
    for (const [contact, path] of wrong) {
      const { status, body } = await put({ number: '+14155550666', name: 'Fine' }, contact);
      expect(status, path).to.equal(400);
      expect(body.details[0].path).to.equal(path);
    }
    const many = Array.from({ length: 1_001 }, (_, n) => ({ number: `+1415555${1000 + n}`, name: 'x' }));
    expect((await put(...many)).body.details[0].message).to.contain('at most 1000 items');
    const { body } = await api('GET', '/api/contacts');
    expect(JSON.stringify(body)).not.to.contain('Fine');
  });
});
