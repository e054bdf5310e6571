import { expect } from 'chai';
import * as fc from 'fast-check';
import { officeDay } from '../../src/testing/dialpad/office-day.js';
import { webhookBodies } from '../../src/testing/dialpad/sign.js';
import { shuffledWithRepeats } from '../domain/arbitraries.js';
import { type Listener, listen } from './listener.js';
import { type Running, run, WEBHOOK_SECRET } from './running.js';

const DAY = officeDay(Date.UTC(2026, 9, 5, 9));
const bodyOf = webhookBodies(WEBHOOK_SECRET);

/** A record without the fields that differ from app to app: ids and times of storing. */
const essence = ({ id: _, app_id: __, created_at: ___, updated_at: ____, ...rest }: Record<string, unknown>) =>
  JSON.stringify(rest);

describe('an office’s day, delivered as Dialpad delivers it', () => {
  let at: Running;
  before(async () => {
    at = await run();
  });
  after(() => at.stop());

  /** Delivers events to a new app, and answers with its records and its stream. */
  const deliver = async (events: readonly (typeof DAY)[number][]) => {
    const app = await at.newApp('Office');
    const listener: Listener = await listen(`${at.url}/ws?api_key=${app.key}`);
    for (const { payload } of events) {
      const { body, contentType } = bodyOf(payload);
      const headers = { 'content-type': contentType };
      const answer = await at.request('POST', `/webhooks/dialpad/${app.id}`, { body, headers });
      expect(answer.status).to.equal(200);
    }
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
    const all = async (path: string) => (await at.crm(app.key, `${path}?limit=100`)).body.data.map(essence).sort();
    const state = {
      calls: await all('/api/calls'),
      voicemails: await all('/api/voicemails'),
      messages: await all('/api/messages'),
    };
    const newest = (await at.crm(app.key, '/api/events?limit=1')).body.seq;
    await listener.count(newest);
    listener.close();
    return { state, streamed: listener.messages };
  };

  it('ends in the same calls, voicemails and messages in any order, however often each event comes', async () => {
    const inOrder = await deliver(DAY);
    expect(inOrder.state.calls.length).to.be.at.least(10);
    expect(inOrder.state.voicemails.length).to.be.at.least(1);
    expect(inOrder.state.messages.length).to.be.at.least(4);
    const [[, shuffled]] = fc.sample(shuffledWithRepeats(fc.constant([...DAY])), { numRuns: 1, seed: 7 }) as [
      readonly [unknown, typeof DAY],
    ];
    expect((await deliver(shuffled)).state).to.deep.equal(inOrder.state);
  });

  it('is announced once: no call rings, starts or ends twice, and no event of a call comes before it rings', async () => {
    const { streamed } = await deliver(DAY);
    const calls = streamed.filter(({ event }) => /^call\.(ring|dialing|started|ended|missed)$/.test(event));
    const announced = calls.map(({ event, dialpad_call_id: id }) => `${event} ${id}`);
    expect(announced).to.deep.equal([...new Set(announced)]);
    for (const id of new Set(calls.map(({ dialpad_call_id }) => dialpad_call_id))) {
      const [first, ...rest] = calls.filter(({ dialpad_call_id }) => dialpad_call_id === id);
      const opening = first.direction === 'outbound' ? 'call.dialing' : 'call.ring';
      expect(first.event).to.equal(opening);
      expect(rest.map(({ event }) => event)).to.not.include(opening);
    }
    expect(streamed.map(({ seq }) => seq)).to.deep.equal(streamed.map((_, n) => n + 1));
  });
});
