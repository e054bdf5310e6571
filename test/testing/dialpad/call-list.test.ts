import { expect } from 'chai';
import { dialpadIds } from '../../../src/testing/dialpad/dialpad-ids.js';
import { heldAndRecorded } from '../../../src/testing/dialpad/hold-scenarios.js';
import { answeredInbound } from '../../../src/testing/dialpad/inbound-scenarios.js';
import { ANA, BEN, DANA } from '../../../src/testing/dialpad/people.js';
import { observationsOf } from '../../adapters/outbound/dialpad/translating.js';
import { hook, START, simulated } from './simulating.js';

const ids = dialpadIds(9);
const call = (minute: number, colleague = ANA) =>
  answeredInbound({ contact: DANA, colleague, startsAt: START + minute * 60_000, ids }, { ring: 4, talk: 20 });

describe('the simulated Dialpad’s list of calls', () => {
  const { post } = hook(200);
  const { dialpad, ask } = simulated({ limits: null, pageSize: 2, post });

  const startedIn = async (query: string) => {
    const { status, body } = await ask('GET', `/api/v2/call?${query}`);
    expect(status).to.equal(200);
    return body.items.map((item: { date_started: string }) => (Number(item.date_started) - START) / 60_000);
  };

  it('has finished calls, the newest first, page by page, whatever is added meanwhile', async () => {
    for (const minute of [2, 0, 3, 1]) await dialpad().play(call(minute));
    const first = (await ask('GET', '/api/v2/call')).body;
    expect(await startedIn('')).to.deep.equal([3, 2]);
    await dialpad().play(call(4));
    expect(await startedIn(`cursor=${first.cursor}`)).to.deep.equal([1, 0]);
    expect((await ask('GET', `/api/v2/call?cursor=${first.cursor}`)).body).not.to.have.property('cursor');
  });

  it('leaves out calls in progress, which can be read by id', async () => {
    const events = call(0);
    const path = `/api/v2/call/${events[0]?.payload.call_id}`;
    expect((await ask('GET', path)).status).to.equal(404);
    await dialpad().play(events.slice(0, 2));
    expect(await startedIn('')).to.deep.equal([]);
    const { body } = await ask('GET', path);
    expect(body).to.include({ state: 'connected' }).and.not.to.have.property('date_ended');
    await dialpad().play(events.slice(2));
    expect(await startedIn('')).to.deep.equal([0]);
    expect((await ask('GET', path)).body.state).to.equal('hangup');
  });

  it('takes two exclusive bounds and a target', async () => {
    for (const minute of [0, 1, 2]) await dialpad().play(call(minute, minute === 1 ? BEN : ANA));
    const [from, to] = [START, START + 2 * 60_000];
    expect(await startedIn(`started_after=${from}`)).to.deep.equal([2, 1]);
    expect(await startedIn(`started_after=${from}&started_before=${to}`)).to.deep.equal([1]);
    expect(await startedIn(`target_type=user&target_id=${BEN.id}`)).to.deep.equal([1]);
    expect((await ask('GET', '/api/v2/call?started_after=yesterday')).status).to.equal(400);
    expect((await ask('GET', '/api/v2/call?cursor=nonsense')).status).to.equal(400);
  });

  it('has ids and times as strings, and no nulls', async () => {
    await dialpad().play(call(0));
    const [item] = (await ask('GET', '/api/v2/call')).body.items;
    for (const name of ['call_id', 'date_started', 'date_rang', 'date_connected', 'date_ended', 'event_timestamp']) {
      expect(item[name], name).to.match(/^\d+$/);
    }
    expect(item.target).to.deep.equal({
      id: String(ANA.id),
      type: 'user',
      email: ANA.email,
      phone: ANA.phone,
      name: ANA.name,
    });
    expect(item.proxy_target).to.deep.equal({});
    expect(Object.values(item)).not.to.include(null);
    expect(item).not.to.have.any.keys('master_call_id', 'talk_time', 'integrations', 'transferred_from');
  });

  it('has calls whose events were never delivered, or came late', async () => {
    dialpad().deliverTo('https://cti.example.com/hook');
    const occasion = { contact: DANA, colleague: ANA, startsAt: START, ids };
    const recorded = heldAndRecorded(occasion, { ring: 5, talk: 44, hold: 12, recordingAfter: 55 });
    const { dropped } = await dialpad().play(recorded, { drops: 1, order: 'shuffled' });
    expect(dropped).to.equal(6);
    const [item] = (await ask('GET', '/api/v2/call')).body.items;
    expect(item).to.include({ state: 'hangup', was_recorded: true });
    expect(item.recording_details[0]).to.include({ recording_type: 'callrecording', duration: '56000' });
  });

  it('can be read by the payload reader, like the events', async () => {
    await dialpad().play(call(0));
    const [item] = (await ask('GET', '/api/v2/call')).body.items;
    const [observation] = observationsOf(item);
    expect(observation).to.have.nested.property('seen.dialpadCallId', item.call_id);
    expect(observation).to.deep.include({ _tag: 'Call' });
    expect(observation).to.have.nested.property('seen.over', true);
  });
});
