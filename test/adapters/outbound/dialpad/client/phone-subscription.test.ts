import { expect } from 'chai';
import { phaseOf, SUBSCRIBED_STATES } from '../../../../../src/adapters/outbound/dialpad/call-states.js';
import type { SubscriptionKind } from '../../../../../src/application/ports/phone-system.js';
import { leftOf, rightOf } from '../../../../../src/testing/storage/outcome.js';
import { ACCESS, id } from './clients.js';
import { scriptedDialpad } from './scripted-dialpad.js';

const SECRET = 'the-secret-of-a-webhook-32-signs';
/** Beyond 2^53: as a JavaScript number its last digits are lost. */
const BIG = '9223372036854775807';

describe('Dialpad’s subscriptions', () => {
  const { asked, dialpad, script, seen, sent } = scriptedDialpad();

  const webhook = { id: BIG, hook_url: 'https://cti.example.com', signature: { secret: SECRET } };
  const calls = { id: '5', webhook, enabled: true, group_calls_only: false, call_states: SUBSCRIBED_STATES };
  const messages = { id: '6', webhook, enabled: true, direction: 'all', status: true };
  const complete = { id: '5', kind: 'call', webhookId: BIG, isEnabled: true, isComplete: true };

  it('to calls name every state, and the webhook’s id to the last digit', async () => {
    script({ body: calls });
    expect(await rightOf(dialpad().createSubscription(ACCESS, 'call', id(BIG)))).to.deep.equal(complete);
    expect(asked()).to.deep.equal(['POST /api/v2/subscriptions/call']);
    expect(seen()[0]?.body).to.contain(`"endpoint_id":${BIG}`);
    expect(sent()).to.deep.include({ call_states: SUBSCRIBED_STATES, group_calls_only: false, enabled: true });
    expect(SUBSCRIBED_STATES).to.include.members(['ringing', 'hangup', 'voicemail_uploaded']).and.not.include('all');
    for (const state of SUBSCRIBED_STATES) expect(phaseOf(state), state).not.to.equal(null);
  });

  it('to messages cover both directions and the delivery status', async () => {
    script({ body: messages });
    const made = await rightOf(dialpad().createSubscription(ACCESS, 'message', id(BIG)));
    expect(made).to.deep.equal({ ...complete, id: '6', kind: 'message' });
    expect(asked()).to.deep.equal(['POST /api/v2/subscriptions/sms']);
    expect(sent()).to.deep.include({ direction: 'all', status: true, enabled: true });
  });

  it('that are accepted without their webhook are deleted again', async () => {
    script({ body: { ...calls, webhook: null } }, {});
    const error = await leftOf(dialpad().createSubscription(ACCESS, 'call', id('7')));
    expect(error).to.include({ _tag: 'RequestRefused' });
    expect(error.detail).to.contain('without webhook 7').and.contain('has been deleted again');
    expect(asked()).to.deep.equal(['POST /api/v2/subscriptions/call', 'DELETE /api/v2/subscriptions/call/5']);
    script({ body: { ...calls, webhook: null } }, { status: 403 });
    const left = await leftOf(dialpad().createSubscription(ACCESS, 'call', id('7')));
    expect(left.detail).to.contain('subscription 5').and.contain('delete it by hand');
  });

  it('are incomplete where they leave anything out', async () => {
    const [, ...allButOne] = SUBSCRIBED_STATES;
    const incomplete: readonly (readonly [SubscriptionKind, object])[] = [
      ['call', { ...calls, call_states: allButOne }],
      ['call', { ...calls, call_states: ['all'] }],
      ['call', { ...calls, call_states: null }],
      ['call', { ...calls, group_calls_only: true }],
      ['call', { ...calls, target_type: 'office', target_id: '4' }],
      ['message', { ...messages, direction: 'inbound' }],
      ['message', { ...messages, status: false }],
      ['message', { ...messages, target_id: '4' }],
    ];
    for (const [kind, item] of incomplete) {
      script({ body: { items: [item] } });
      const { items } = await rightOf(dialpad().listSubscriptions(ACCESS, kind, null));
      expect(items[0]?.isComplete, JSON.stringify(item)).to.equal(false);
    }
    const all = { ...calls, call_states: [...SUBSCRIBED_STATES, 'eavesdrop'], target_id: null, enabled: null };
    script({ body: { items: [all, { ...calls, webhook: null, websocket: { id: '9' }, enabled: false }] } });
    const { items } = await rightOf(dialpad().listSubscriptions(ACCESS, 'call', null));
    expect(items).to.deep.equal([complete, { ...complete, webhookId: null, isEnabled: false }]);
  });

  it('are repaired', async () => {
    script({ body: calls });
    expect(await rightOf(dialpad().repairSubscription(ACCESS, 'call', id('5'), id(BIG)))).to.deep.equal(complete);
    expect(asked()).to.deep.equal(['PATCH /api/v2/subscriptions/call/5']);
    expect(sent()).to.deep.include({ enabled: true, call_states: SUBSCRIBED_STATES });
    script({ body: { ...calls, webhook: null } });
    const error = await leftOf(dialpad().repairSubscription(ACCESS, 'call', id('5'), id(BIG)));
    expect(error._tag).to.equal('RequestRefused');
  });

  it('to a part of the company are replaced', async () => {
    script({ body: { ...messages, target_type: 'user', target_id: '4' } }, { body: { ...messages, id: '9' } }, {});
    const repaired = await rightOf(dialpad().repairSubscription(ACCESS, 'message', id('6'), id(BIG)));
    expect(repaired).to.include({ id: '9', isComplete: true });
    expect(asked()).to.deep.equal([
      'PATCH /api/v2/subscriptions/sms/6',
      'POST /api/v2/subscriptions/sms',
      'DELETE /api/v2/subscriptions/sms/6',
    ]);
  });

  it('are deleted, also if they are gone already', async () => {
    script({ status: 404 });
    await rightOf(dialpad().deleteSubscription(ACCESS, 'message', id('6')));
    expect(asked()).to.deep.equal(['DELETE /api/v2/subscriptions/sms/6']);
  });
});
