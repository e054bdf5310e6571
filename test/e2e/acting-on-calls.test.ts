import { expect } from 'chai';
import { ANA, BEN, DANA } from '../../src/testing/dialpad/people.js';
import { type Office, openOffice, until } from './office.js';
import type { Answer } from './running.js';

describe('acting on calls', () => {
  let office: Office;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    office = await openOffice();
    app = await office.connectedApp();
    await office.at.admin('POST', `/internal/apps/${app.id}/users/map`, {
      dialpad_user_id: ANA.id,
      crm_user_id: 'ana@example.com',
    });
  });
  after(() => office.stop());
  // Another minute: each person can be dialled for again.
  beforeEach(() => office.pass(61_000));

  const post = (path: string, body?: unknown, key = app.key): Promise<Answer> =>
    office.at.request('POST', path, {
      headers: { 'x-app-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const calls = async (query = '') => (await office.at.crm(app.key, `/api/calls?limit=100${query}`)).body.data;
  const eventsOf = async (dialpadCallId: number) => {
    const { body } = await office.at.crm(app.key, '/api/events?limit=100');
    return body.data.filter((one: { dialpad_call_id: number }) => one.dialpad_call_id === dialpadCallId);
  };
  const toDana = { crm_user_id: 'ana@example.com', to_number: '(555) 011-0201' };
  const asked = (path: string) => office.dialpad.requests().filter((one) => one.path === path).length;

  /** A call that Dialpad has placed, and that goes on. */
  const activeCall = async () => {
    const { body } = await post('/api/calls', { ...toDana, custom_data: 'deal 17' });
    const id = body.data.dialpad_call_id;
    const found = async () => (await calls(`&conversation_id=${id}`))[0];
    await until(async () => (await found())?.status === 'active');
    return found();
  };
  const statusOf = async (id: string): Promise<string> =>
    (await office.at.crm(app.key, `/api/calls/${id}`)).body.data.status;

  it('dials for a CRM user, and the call comes as events', async () => {
    const { status, body } = await post('/api/calls', { ...toDana, from_number: 'blocked', custom_data: 'deal 17' });
    expect(status).to.equal(202);
    expect(body.data).to.include({ dialpad_user_id: ANA.id, to_number: DANA.phone, from_number: 'blocked' });
    const { dialpad_call_id: id, next_dial_at: next } = body.data;
    expect(Date.parse(next)).to.be.at.most(office.now());
    await until(async () => (await eventsOf(id)).length === 2);
    const [dialing, started] = await eventsOf(id);
    const call = {
      to_number: DANA.phone,
      direction: 'outbound',
      custom_data: 'deal 17',
      target_crm_user: 'ana@example.com',
    };
    expect(dialing).to.include({ event: 'call.dialing', ...call });
    expect(started).to.include({ event: 'call.started', ...call });
  });

  it('dials five times a minute for a person, and says when the next is allowed', async () => {
    const before = asked('/api/v2/call');
    const answers = [];
    for (let n = 0; n < 6; n += 1) answers.push(await post('/api/calls', toDana));
    expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 202, 202, 202, 429]);
    expect(asked('/api/v2/call') - before).to.equal(5);
    const [, , , , fifth, sixth] = answers;
    const wait = Number(sixth?.headers.get('retry-after'));
    expect(wait).to.be.within(50, 60);
    expect(sixth?.body.message).to.equal(`Dialpad dials five times a minute for one person. Try again in ${wait} s.`);
    expect(Date.parse(fifth?.body.data.next_dial_at) - office.now()).to.be.within(50_000, 60_000);
    expect((await post('/api/calls', { ...toDana, crm_user_id: undefined, dialpad_user_id: BEN.id })).status).to.equal(
      202,
    );
    office.pass(wait * 1000);
    expect((await post('/api/calls', toDana)).status).to.equal(202);
  });

  it('respects that Dialpad itself allows no more, and asks for nothing meanwhile', async () => {
    office.dialpad.fail('POST /api/v2/call', { status: 429, retryAfterSeconds: 20 });
    const before = asked('/api/v2/call');
    for (let n = 0; n < 2; n += 1) {
      const { status, headers } = await post('/api/calls', toDana);
      expect(status).to.equal(429);
      expect(Number(headers.get('retry-after'))).to.be.within(19, 20);
    }
    expect(asked('/api/v2/call') - before).to.equal(1);
    office.pass(20_000);
    expect((await post('/api/calls', toDana)).status).to.equal(202);
  });

  it('does not dial twice where Dialpad gives no answer, and says so', async () => {
    office.dialpad.fail('POST /api/v2/call', 'lost');
    const before = asked('/api/v2/call');
    const { status, body } = await post('/api/calls', toDana);
    expect(status).to.equal(502);
    expect(body.message).to.equal(
      'Dialpad did not say whether it has done that. Look at the call before you ask again.',
    );
    expect(asked('/api/v2/call') - before).to.equal(1);
  });

  it('refuses to dial with a sentence that says what is wrong', async () => {
    const refused = async (body: object) => {
      const { status, body: answer } = await post('/api/calls', body);
      return `${status} ${answer.message}`;
    };
    const to_number = DANA.phone;
    expect(await refused({ to_number, crm_user_id: 'nobody@example.com' })).to.match(/^404 No Dialpad user is mapped/);
    expect(await refused({ to_number, dialpad_user_id: 7 })).to.equal('404 Dialpad has no such user.');
    expect(await refused({ to_number })).to.match(/^400 dialpad_user_id is missing/);
    expect(await refused({ ...toDana, dialpad_user_id: 7 })).to.match(/^400 dialpad_user_id cannot be given/);
    expect(await refused({ ...toDana, to_number: '911911' })).to.match(
      /^400 to_number must be a number that can be dialled/,
    );
    expect(await refused({ ...toDana, from_number: 'Clinic' })).to.match(/^400 from_number must be/);
    expect(await refused({ ...toDana, device: 'x' })).to.match(/^400 device is not a field of this request/);
    office.dialpad.fail('POST /api/v2/call', 400);
    expect(await refused(toDana)).to.match(/^502 Dialpad refused the request: POST \/call: 400/);
    office.dialpad.fail('POST /api/v2/call', 403);
    expect(await refused(toDana)).to.match(/^502 Dialpad does not let this connection do that/);
  });

  it('takes null for what a CRM has not, and `blocked` in any case', async () => {
    const nulls = { dialpad_user_id: null, custom_data: null };
    const { status, body } = await post('/api/calls', { ...toDana, ...nulls, from_number: 'Blocked' });
    expect([status, body.data?.from_number]).to.deep.equal([202, 'blocked']);
    const own = await post('/api/calls', { ...toDana, ...nulls, from_number: null });
    expect([own.status, own.body.data?.from_number]).to.deep.equal([202, null]);
    const call = await activeCall();
    const nobody = { to_number: null, dialpad_user_id: null, crm_user_id: null };
    const unnamed = await post(`/api/calls/${call.id}/transfer`, nobody);
    expect([unnamed.status, unnamed.body.details[0].path]).to.deep.equal([400, 'to_number']);
    const moved = await post(`/api/calls/${call.id}/transfer`, { ...nobody, dialpad_user_id: BEN.id, state: null });
    expect(moved.status).to.equal(202);
  });

  it('hangs up', async () => {
    const call = await activeCall();
    const { status } = await post(`/api/calls/${call.id}/hangup`);
    expect(status).to.equal(202);
    await until(async () => (await statusOf(call.id)) === 'ended');
    const again = await post(`/api/calls/${call.id}/hangup`);
    expect([again.status, again.body.message]).to.deep.equal([409, 'The call is over.']);
  });

  it('transfers to a person, whose phone rings', async () => {
    const call = await activeCall();
    const answer = await post(`/api/calls/${call.id}/transfer`, { dialpad_user_id: BEN.id });
    expect(answer.status).to.equal(202);
    const legs = () => calls(`&conversation_id=${call.conversation_id}`);
    await until(async () => (await legs()).some((leg: { dialpad_user_id: number }) => leg.dialpad_user_id === BEN.id));
    await until(async () => (await statusOf(call.id)) === 'ended');
    const [first] = (await legs()).filter((leg: { id: string }) => leg.id === call.id);
    const [next] = (await legs()).filter((leg: { id: string }) => leg.id !== call.id);
    expect(first).to.include({ ended_reason: 'transferred' });
    expect(next).to.include({ dialpad_user_id: BEN.id, transferred_from: ANA.id });
  });

  it('transfers to a number', async () => {
    const call = await activeCall();
    const answer = await post(`/api/calls/${call.id}/transfer`, { to_number: '555-011-0203', state: 'hold' });
    expect(answer.status).to.equal(202);
    await until(async () => (await statusOf(call.id)) === 'ended');
    expect((await post(`/api/calls/${call.id}/transfer`, { to_number: '555-011-0203' })).status).to.equal(409);
    const mixed = await post(`/api/calls/${call.id}/transfer`, { to_number: '555-011-0203', dialpad_user_id: BEN.id });
    expect(mixed.status).to.equal(400);
  });

  it('labels a call, in progress or over, and tells of it', async () => {
    const call = await activeCall();
    const { status, body } = await post(`/api/calls/${call.id}/label`, { labels: ['vip', 'sold'] });
    expect(status).to.equal(200);
    expect(body.data.labels).to.deep.equal(['vip', 'sold']);
    const [update] = (await eventsOf(call.dialpad_call_id)).slice(-1);
    expect(update).to.include({ event: 'call.updated' });
    expect(update.changed).to.deep.equal(['labels']);
    await post(`/api/calls/${call.id}/hangup`);
    await until(async () => (await statusOf(call.id)) === 'ended');
    const emptied = await post(`/api/calls/${call.id}/label`, { labels: [] });
    expect(emptied.body.data).to.deep.include({ labels: [], status: 'ended', started_at: call.started_at });
  });

  it('is for calls of this app alone, and needs a connection', async () => {
    const call = await activeCall();
    const other = await office.at.newApp('Other');
    for (const [path, body] of [
      ['hangup', undefined],
      ['transfer', { dialpad_user_id: BEN.id }],
      ['label', { labels: [] }],
    ] as const) {
      expect((await post(`/api/calls/${call.id}/${path}`, body, other.key)).status, path).to.equal(404);
    }
    const unconnected = await post('/api/calls', { dialpad_user_id: ANA.id, to_number: DANA.phone }, other.key);
    expect(unconnected.status).to.equal(409);
    expect(unconnected.body.message).to.contain('not connected to Dialpad');
  });
});
