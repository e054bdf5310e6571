import { expect } from 'chai';
import { ANA, BEN, CHLOE, DIEGO, EMMA } from '../../src/testing/dialpad/people.js';
import { dialpadIds, SCENARIOS, type TimedEvent } from '../../src/testing/index.js';
import { type Listener, listen } from './listener.js';
import { type Office, openOffice } from './office.js';

const ids = dialpadIds(61);

describe('a conversation of several legs, as the CRM sees it', () => {
  let office: Office;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    office = await openOffice();
  });
  after(() => office.stop());
  beforeEach(async () => {
    office.dialpad.reset();
    app = await office.connectedApp('Clinic');
    await office.at.admin('POST', `/internal/apps/${app.id}/users/sync`, {});
  });

  const story = (name: string): readonly TimedEvent[] =>
    SCENARIOS.find((one) => one.name === name)?.events({ startsAt: office.now() - 600_000, ids }) ?? [];
  const socketOf = (crmUser?: string): Promise<Listener> =>
    listen(`${office.at.url}/ws?api_key=${app.key}${crmUser === undefined ? '' : `&crm_user=${crmUser}`}`);
  const calls = async (path: string): Promise<readonly Record<string, unknown>[]> =>
    (await office.at.crm(app.key, path)).body.data;

  /** Plays a scenario, and waits until every listener has all of its events. */
  const play = async (events: readonly TimedEvent[], all: Listener): Promise<void> => {
    await office.dialpad.play(events);
    await office.settled();
    await all.count((await office.at.crm(app.key, '/api/events?limit=1')).body.seq);
  };

  it('rings each of five people once; the other four get who answered, and that the call is over for them', async () => {
    const all = await socketOf();
    const people = [ANA, BEN, CHLOE, DIEGO, EMMA];
    const sockets = await Promise.all(people.map(({ email }) => socketOf(email)));
    await play(story('queue-of-five'), all);

    for (const [n, { name, email, id }] of people.entries()) {
      const received = sockets[n]?.messages ?? [];
      const expected = all.messages.filter(({ target_crm_user }) => target_crm_user === email);
      await sockets[n]?.count(expected.length);
      expect(received, name).to.deep.equal(expected);
      const names = received.map(({ event }) => event);
      if (id === CHLOE.id) {
        expect(names, name).to.deep.equal(['call.ring', 'call.started', 'call.ended']);
        expect(received.at(-1), name).to.include({
          answered_by: CHLOE.id,
          answered_elsewhere: false,
          duration_seconds: 63,
        });
        continue;
      }
      expect(names, name).to.deep.equal(['call.ring', 'call.updated', 'call.ended']);
      expect(received[1].changed, name).to.have.members(['answered_by', 'answered_elsewhere']);
      for (const message of received.slice(1))
        expect(message, name).to.include({ answered_by: CHLOE.id, answered_elsewhere: true });
      expect(received[2], name).to.include({ status: 'completed', duration_seconds: 0 });
    }
    expect(new Set(all.messages.map(({ conversation_id }) => conversation_id)).size).to.equal(1);
    expect(all.messages.map(({ event }) => event)).to.not.include('call.missed');
    for (const listener of [all, ...sockets]) listener.close();
  });

  it('that nobody answers is missed once by each of five', async () => {
    const all = await socketOf();
    await play(story('queue-nobody'), all);
    const misses = all.messages.filter(({ event, target_crm_user }) => event === 'call.missed' && target_crm_user);
    const people = [ANA, BEN, CHLOE, DIEGO, EMMA].map(({ email }) => email);
    expect(misses.map(({ target_crm_user }) => target_crm_user)).to.have.members(people);
    all.close();
  });

  it('keeps its id when it is transferred, rings at the new person, and says who transferred it', async () => {
    const all = await socketOf();
    await play(story('transfer'), all);
    const [first, ...later] = all.messages;
    for (const message of later) expect(message.conversation_id).to.equal(first.conversation_id);
    const rings = all.messages.filter(({ event }) => event === 'call.ring');
    expect(rings.map(({ target_crm_user }) => target_crm_user)).to.deep.equal([BEN.email, CHLOE.email]);
    expect(rings[1]).to.include({ transferred_from: BEN.id, answered_elsewhere: false });
    const ended = all.messages.filter(({ event }) => event === 'call.ended');
    expect(ended.map(({ ended_reason }) => ended_reason)).to.deep.equal(['transferred', null]);
    all.close();
  });

  it('is announced as held, parked and active again, each time with the one field that changed', async () => {
    const all = await socketOf();
    await play(story('hold-and-park'), all);
    const updates = all.messages.filter(({ event }) => event === 'call.updated');
    expect(updates.map(({ changed, hold, status }) => ({ changed, hold, status }))).to.deep.equal([
      { changed: ['hold'], hold: 'held', status: 'active' },
      { changed: ['hold'], hold: null, status: 'active' },
      { changed: ['hold'], hold: 'parked', status: 'active' },
      { changed: ['hold'], hold: null, status: 'active' },
    ]);
    all.close();
  });

  it('has what is added afterwards, each announced as a change of the call', async () => {
    const all = await socketOf();
    await play(
      [...story('recap'), ...story('wrap-up')].sort((one, other) => one.at - other.at),
      all,
    );
    const changed = all.messages.flatMap((message) => (message.event === 'call.updated' ? message.changed : []));
    expect(changed).to.include.members(['recap', 'transcript_ready', 'dispositions', 'satisfaction']);
    const [recapped] = (await calls('/api/calls')).filter(({ recap }) => recap !== null);
    expect(recapped?.recap).to.have.keys('summary', 'outcome', 'purposes', 'action_items');
    all.close();
  });

  it('is found with all its legs by its id, during the call and afterwards', async () => {
    const all = await socketOf();
    const events = story('queue-of-five');
    const answered = events.findIndex(
      ({ payload }) => payload.state === 'connected' && payload.operator_call_id !== null,
    );
    await play([...events.slice(0, answered + 1), ...story('hold').slice(0, 1)], all);
    const [active] = all.messages.filter(({ event }) => event === 'call.started');
    const query = `conversation_id=${active.conversation_id}`;

    const live = await calls(`/api/calls/active?${query}`);
    expect(live.every(({ conversation_id }) => conversation_id === active.conversation_id)).to.equal(true);
    expect(live.map(({ dialpad_user_id: id }) => id)).to.include(CHLOE.id);
    expect((await calls('/api/calls/active')).length).to.be.greaterThan(live.length);

    await play(events.slice(answered + 1), all);
    expect(await calls(`/api/calls?${query}&limit=100`)).to.have.length(7);
    expect(await calls(`/api/calls?${query}&crm_user_id=${CHLOE.email}`)).to.have.length(1);
    expect(await calls(`/api/calls/active?${query}`)).to.have.length(0);
    expect((await office.at.crm(app.key, '/api/calls?conversation_id=first')).status).to.equal(400);
    all.close();
  });
});
