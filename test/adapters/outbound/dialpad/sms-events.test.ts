import { expect } from 'chai';
import { example, messageIn, type Payload, RECEIVED_AT, translate } from './translating.js';

const received = (changes: Payload = {}) => example('sms-inbound', changes);
const sent = (changes: Payload = {}) => example('sms-out-delivered', changes);

describe('an SMS event in Dialpad’s own format', () => {
  it('that is inbound is received, although Dialpad calls it pending', () => {
    expect(messageIn(received())).to.deep.equal({
      dialpadMessageId: '6050171352265694',
      receivedAt: RECEIVED_AT,
      happenedAt: 1791228800418,
      direction: 'inbound',
      fromNumber: '+15550110201',
      toNumber: '+15550100101',
      text: 'Can I come at 3 pm instead?',
      status: 'received',
      dialpadUserId: '4930824982817530',
      sentAt: 1791228800000,
    });
  });

  it('that is outbound goes to the first of its numbers', () => {
    expect(messageIn(sent())).to.include({
      direction: 'outbound',
      fromNumber: '+15550100103',
      toNumber: '+15550110204',
      status: 'delivered',
      dialpadUserId: '6494767440735801',
    });
    expect(messageIn(sent({ to_number: ['+1', '+2'] })).toNumber).to.equal('+1');
    expect(messageIn(sent({ to_number: '+15550110204' })).toNumber).to.equal('+15550110204');
    expect(messageIn(sent({ to_number: [] })).toNumber).to.equal(null);
  });

  for (const [word, status] of [
    ['pending', 'pending'],
    ['sent', 'sent'],
    ['success', 'delivered'],
    ['delivered', 'delivered'],
    ['FAILED', 'failed'],
    ['undelivered', 'undelivered'],
    ['dancing', null],
    [null, null],
  ] as const) {
    it(`with the status ${word} is ${status ?? 'of no known status'}`, () => {
      expect(messageIn(sent({ message_status: word, message_delivery_result: null })).status).to.equal(status);
    });
  }

  for (const [word, result, status] of [
    ['pending', 'no_route', 'failed'],
    ['sent', 'rejected_spam', 'failed'],
    [null, 'time_out', 'failed'],
    ['undelivered', 'invalid_destination', 'undelivered'],
    ['delivered', 'internal_error', 'delivered'],
    ['pending', 'accepted', 'pending'],
  ] as const) {
    it(`with the status ${word} and the result ${result} is ${status}`, () => {
      const event = sent({ message_status: word, message_delivery_result: result });
      expect(messageIn(event).status).to.equal(status);
    });
  }

  it('has its text in either field, or none without the scope for it', () => {
    const { text: _, ...older } = sent();
    expect(messageIn(older).text).to.equal('Your appointment is confirmed for Friday 10 am.');
    expect(messageIn(sent({ text: undefined, text_content: undefined })).text).to.equal(null);
    expect(messageIn(sent({ text: '', text_content: '', mms: true })).text).to.equal(null);
  });

  it('from a shared line belongs to the person who wrote it', () => {
    const target = { id: 4, type: 'office', name: 'Main line' };
    expect(messageIn(sent({ target })).dialpadUserId).to.equal('6494767440735801');
    expect(messageIn(received({ target, sender_id: 6494767440735801 })).dialpadUserId).to.equal(null);
  });

  it('may come without contact and target, and with numbers as strings', () => {
    const event = sent({ contact: null, target: null, id: '5423780064315646', created_date: '1791228860000' });
    expect(messageIn(event)).to.include({ dialpadMessageId: '5423780064315646', sentAt: 1791228860000 });
  });

  it('without an id is unusable', () => {
    for (const id of [null, '', 0, 'x']) {
      expect(translate(sent({ id }))).to.deep.equal({ _tag: 'Unusable', reason: 'SMS event without a message id' });
    }
  });
});
