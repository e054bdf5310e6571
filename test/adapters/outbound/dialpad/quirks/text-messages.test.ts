import { expect } from 'chai';
import { viewOfMessage } from '../../../../../src/domain/message/message.js';
import { ANA } from '../../../../../src/testing/dialpad/people.js';
import { decisionAfter } from '../after-events.js';
import { messageIn } from '../translating.js';
import { received, sent } from './payloads.js';

describe('quirks of text messages', () => {
  it('to_number is a list, or a text', () => {
    expect(messageIn(sent({ to_number: ['+1', '+2'] })).toNumber).to.equal('+1');
    expect(messageIn(sent({ to_number: '+1' })).toNumber).to.equal('+1');
  });

  it('the same id comes again for each status, and a final status stays', () => {
    const states = ['pending', 'sent', 'success', 'pending'].map((message_status) => sent({ message_status }));
    const { messages } = decisionAfter(...states);
    expect(messages.map((message) => viewOfMessage(message).status)).to.deep.equal(['delivered']);
  });

  it('an inbound message is pending in Dialpad, and received here', () => {
    expect(messageIn(received({ message_status: 'pending' })).status).to.equal('received');
  });

  it('a bad delivery result makes an open message failed', () => {
    const refused = sent({ message_status: 'pending', message_delivery_result: 'rejected_spam' });
    expect(messageIn(refused).status).to.equal('failed');
  });

  it('the text is absent without its scope, and may be empty beside a picture', () => {
    expect(messageIn(received({ text: undefined, text_content: undefined })).text).to.equal(null);
    expect(messageIn(received({ text: '', text_content: '', mms: true })).text).to.equal(null);
    expect(messageIn(received({ text: undefined, text_content: 'Hi' })).text).to.equal('Hi');
  });

  it('the writer of a message from a shared line is the sender', () => {
    expect(messageIn(sent({ target: { id: 7, type: 'department' }, sender_id: ANA.id })).dialpadUserId).to.equal(
      String(ANA.id),
    );
  });

  it('a short code is a number', () => {
    expect(messageIn(received({ from_number: '72345' })).fromNumber).to.equal('72345');
  });
});
