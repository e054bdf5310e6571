import { expect } from 'chai';
import { messageIn, translate } from './translating.js';

describe('a message event in the guide’s format', () => {
  const message = { id: 42, from: '555-0123', to: ['555-9876'], text: 'Hello', user_id: 7 };
  const seen = {
    dialpadMessageId: '42',
    fromNumber: '555-0123',
    toNumber: '555-9876',
    text: 'Hello',
    dialpadUserId: '7',
  };

  for (const [event_type, direction, status] of [
    ['sms.received', 'inbound', 'received'],
    ['message.received', 'inbound', 'received'],
    ['SMS.sent', 'outbound', 'sent'],
    ['message.sent', 'outbound', 'sent'],
    ['message.delivered', 'outbound', 'delivered'],
    ['sms.failed', 'outbound', 'failed'],
    ['message.updated', null, null],
  ] as const) {
    it(`${event_type} is ${direction ?? 'of unknown direction'} and ${status ?? 'of unknown status'}`, () => {
      expect(messageIn({ event_type, message })).to.include({ ...seen, direction, status });
    });
  }

  it('message.updated takes its status from the field', () => {
    const updated = { event_type: 'message.updated', message: { id: 42, status: 'success', direction: 'out' } };
    expect(messageIn(updated)).to.include({ status: 'delivered', direction: 'outbound' });
  });

  it('has its fields at the top, under data or under data.message', () => {
    for (const event of [message, { data: message }, { data: { message } }]) {
      expect(messageIn({ type: 'sms.received', ...event })).to.include(seen);
    }
    const texted = { event_type: 'sms.received', message_id: 42, from: '555-0123', to: '555-9876', message: 'Hello' };
    expect(messageIn(texted)).to.include({ ...seen, dialpadUserId: null });
  });

  it('without an id is unusable', () => {
    expect(translate({ event_type: 'sms.received', message: { text: 'Hello' } })).to.deep.equal({
      _tag: 'Unusable',
      reason: 'message event without a message id',
    });
  });
});
