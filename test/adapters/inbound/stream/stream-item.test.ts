import { expect } from 'chai';
import { concerns, streamItem } from '../../../../src/adapters/inbound/stream/stream-item.js';
import { viewOf } from '../../../../src/domain/call/call-view.js';
import type { EventContent } from '../../../../src/domain/event/app-event.js';
import { call, dialpadId, eventOf } from '../../../../src/testing/storage/samples.js';

const subject = call({ direction: 'inbound', dialpadUserId: dialpadId(12) });
const itemOf = (targetCrmUser: string | null, content: EventContent) =>
  streamItem({ ...eventOf(subject, { targetCrmUser, content }), seq: 1 });
const updated = (previous: { readonly crmUser: string | null } | null): EventContent => ({
  type: 'call.updated',
  call: viewOf(subject),
  changed: ['dialpadUserId'],
  ...(previous === null ? {} : { previous: { dialpadUserId: dialpadId(11), ...previous } }),
});
const isHeardBy = (item: ReturnType<typeof itemOf>) =>
  ['ana@example.com', 'ben@example.com', 'zoe@example.com'].filter((crmUser) =>
    concerns({ events: null, crmUser }, item),
  );

describe('an event of the stream', () => {
  it('passes the filter of the CRM user whom it concerns, and of the one whom it concerned before', () => {
    const moved = itemOf('ben@example.com', updated({ crmUser: 'ana@example.com' }));
    expect(isHeardBy(moved)).to.deep.equal(['ana@example.com', 'ben@example.com']);
    expect(isHeardBy(itemOf(null, updated({ crmUser: 'zoe@example.com' })))).to.deep.equal(['zoe@example.com']);
  });

  it('passes nobody else’s filter', () => {
    const ring: EventContent = { type: 'call.ring', call: viewOf(subject) };
    expect(isHeardBy(itemOf('ben@example.com', ring))).to.deep.equal(['ben@example.com']);
    expect(isHeardBy(itemOf('ben@example.com', updated(null)))).to.deep.equal(['ben@example.com']);
    expect(isHeardBy(itemOf(null, updated({ crmUser: null })))).to.deep.equal([]);
  });

  it('names the one whom it concerned before', () => {
    const said = (content: EventContent) => JSON.parse(itemOf('ben@example.com', content).text);
    expect(said(updated({ crmUser: 'ana@example.com' }))).to.include({
      previous_crm_user: 'ana@example.com',
      target_crm_user: 'ben@example.com',
    });
    expect(said(updated({ crmUser: 'ana@example.com' })).changed).to.deep.equal(['dialpad_user_id']);
    expect(said(updated(null)).previous_crm_user).to.equal(null);
    expect(said({ type: 'call.ring', call: viewOf(subject) })).to.not.have.property('previous_crm_user');
  });
});
