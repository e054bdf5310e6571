import { expect } from 'chai';
import * as fc from 'fast-check';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import type { MessageId } from '../../../src/domain/ids.js';
import {
  MESSAGE_STATUSES,
  type Message,
  type MessageEventType,
  type MessageObservation,
  observeMessage,
  viewOfMessage,
} from '../../../src/domain/message/message.js';
import { fresh as anyFresh, shuffledWithRepeats } from '../arbitraries.js';

const fresh = { ...anyFresh, id: '01890000-0000-7000-8000-000000000002' as MessageId };

const seen = (more: Partial<MessageObservation> = {}): MessageObservation => ({
  dialpadMessageId: '6050171352265694' as DialpadId,
  receivedAt: fresh.now,
  happenedAt: fresh.now,
  direction: 'outbound',
  ...more,
});

const replay = (observations: readonly MessageObservation[]) => {
  let message: Message | null = null;
  const told: MessageEventType[] = [];
  for (const observation of observations) {
    const next: ReturnType<typeof observeMessage> = observeMessage(message, observation, fresh);
    message = next.message;
    told.push(...next.eventTypes);
  }
  if (message === null) throw new Error('nothing was observed');
  return { view: viewOfMessage(message), eventTypes: told };
};

describe('a message', () => {
  it('is told once when it is sent, and once each time its status goes on', () => {
    const { view, eventTypes } = replay([
      seen({ status: 'pending' }),
      seen({ status: 'delivered' }),
      seen({ status: 'sent' }),
      seen({ status: 'delivered' }),
    ]);
    expect(view.status).to.equal('delivered');
    expect(eventTypes).to.deep.equal(['message.sent', 'message.updated']);
  });

  it('is received when it comes from the other party, and neither while its direction is not known', () => {
    expect(replay([seen({ direction: 'inbound', status: 'received' })]).eventTypes).to.deep.equal(['message.received']);
    expect(replay([seen({ direction: null })]).eventTypes).to.deep.equal(['message.updated']);
  });

  it('never goes back from a final status', () => {
    const { view } = replay([seen({ status: 'failed' }), seen({ status: 'pending', happenedAt: fresh.now + 9 })]);
    expect(view.status).to.equal('failed');
  });

  it('ends up the same in any order, however often each event is seen', () => {
    const observation = fc.record(
      {
        dialpadMessageId: fc.constant('6050171352265694' as DialpadId),
        receivedAt: fc.integer({ min: 0, max: 5 }),
        happenedAt: fc.option(fc.integer({ min: 0, max: 5 })),
        direction: fc.constant('outbound' as const),
        status: fc.constantFrom(...MESSAGE_STATUSES, null),
        text: fc.constantFrom('hello', 'hello again', null),
        sentAt: fc.option(fc.integer({ min: 0, max: 5 })),
      },
      { requiredKeys: ['dialpadMessageId', 'receivedAt', 'happenedAt', 'direction'] },
    );
    fc.assert(
      fc.property(shuffledWithRepeats(fc.array(observation, { minLength: 1, maxLength: 6 })), ([once, again]) => {
        expect(replay(again).view).to.deep.equal(replay(once).view);
        expect(replay(again).eventTypes.filter((one) => one === 'message.sent')).to.have.length(1);
      }),
    );
  });
});
