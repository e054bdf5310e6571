import { expect } from 'chai';
import { ANA, BEN, DANA } from '../../../src/testing/dialpad/people.js';
import { hook, simulated } from './simulating.js';

const HOOK = 'https://cti.example.com/hook';
const DIAL = { phone_number: DANA.phone, user_id: ANA.id, custom_data: 'deal 17' };

describe('a call that the simulated Dialpad places', () => {
  const told = hook(200);
  const { dialpad, ask, pass } = simulated({ limits: null, post: told.post });
  beforeEach(() => {
    told.posts.length = 0;
    dialpad().deliverTo(HOOK);
  });
  const states = () => told.events().map(({ state }) => state);
  const untilTold = async (n: number): Promise<void> => {
    while (told.posts.length < n) await new Promise((again) => setImmediate(again));
  };
  const dialled = async (): Promise<string> => String((await ask('POST', '/api/v2/call', DIAL)).body.call_id);

  it('rings, is answered, and goes on until it is hung up', async () => {
    const id = await dialled();
    await untilTold(3);
    expect(states()).to.deep.equal(['calling', 'ringing', 'connected']);
    expect(told.events()[0]).to.include({ direction: 'outbound', external_number: DANA.phone, custom_data: 'deal 17' });
    expect((await ask('GET', `/api/v2/call/${id}`)).body.state).to.equal('connected');
    pass(30);
    expect((await ask('PUT', `/api/v2/call/${id}/actions/hangup`)).status).to.equal(200);
    await untilTold(4);
    expect(told.events()[3]).to.include({ state: 'hangup', talk_time: 30_000 });
    expect((await ask('PUT', `/api/v2/call/${id}/actions/hangup`)).status).to.equal(404);
  });

  it('is transferred to a person on a leg of its own', async () => {
    const id = await dialled();
    const to = { target_id: String(BEN.id), target_type: 'user' };
    expect((await ask('POST', `/api/v2/call/${id}/transfer`, { to })).status).to.equal(200);
    await untilTold(6);
    const [end, ...next] = told.events().slice(3);
    expect(end).to.include({ state: 'hangup', is_transferred: true });
    expect(next.map(({ state }) => state)).to.deep.equal(['ringing', 'connected']);
    expect(next[0]).to.include({ master_call_id: Number(id) });
    expect([next[0].target.id, next[0].transferred_from.id]).to.deep.equal([BEN.id, ANA.id]);
  });

  it('shows its labels', async () => {
    const id = await dialled();
    expect((await ask('PUT', `/api/v2/call/${id}/labels`, { labels: ['vip'] })).body.labels).to.deep.equal(['vip']);
    expect((await ask('GET', `/api/v2/call/${id}`)).body.labels).to.deep.equal(['vip']);
  });

  it('is refused for what is wrong', async () => {
    const status = async (...request: Parameters<typeof ask>) => (await ask(...request)).status;
    expect(await status('POST', '/api/v2/call', { ...DIAL, phone_number: '555' })).to.equal(400);
    expect(await status('POST', '/api/v2/call', { ...DIAL, user_id: 7 })).to.equal(404);
    const id = await dialled();
    expect(await status('POST', `/api/v2/call/${id}/transfer`, { to: {} })).to.equal(400);
    expect(await status('POST', '/api/v2/call/7/transfer', { to: { number: '+15550110203' } })).to.equal(404);
    expect(await status('PUT', `/api/v2/call/${id}/labels`, { labels: 'vip' })).to.equal(400);
    expect(await status('PUT', '/api/v2/call/7/labels', { labels: [] })).to.equal(404);
  });
});

describe('a call that rings for a while', () => {
  const told = hook(200);
  const { dialpad, ask } = simulated({ limits: null, post: told.post, answersAfter: 60 });

  it('is never answered once it is hung up', async () => {
    dialpad().deliverTo(HOOK);
    const { body } = await ask('POST', '/api/v2/call', DIAL);
    expect((await ask('GET', `/api/v2/call/${body.call_id}`)).body.state).to.equal('calling');
    await ask('PUT', `/api/v2/call/${body.call_id}/actions/hangup`);
    while (told.posts.length < 2) await new Promise((again) => setImmediate(again));
    expect(told.events().map(({ state, date_connected }) => [state, date_connected])).to.deep.equal([
      ['calling', null],
      ['hangup', null],
    ]);
  });
});
