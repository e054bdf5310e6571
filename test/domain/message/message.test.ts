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

  it('goes from one status to the next, and never back, whichever is seen last', () => {
    const ranked = ['pending', 'sent', 'undelivered', 'failed', 'delivered', 'received'] as const;
    expect(MESSAGE_STATUSES).to.deep.equal(ranked);
    for (const [rank, status] of ranked.entries()) {
      for (const other of ranked.slice(0, rank)) {
        expect(replay([seen({ status }), seen({ status: other })]).view.status).to.equal(status);
        expect(replay([seen({ status: other }), seen({ status })]).view.status).to.equal(status);
      }
    }
  });

  it('begins with all that its first scoped tells', () => {
    const said = {
      direction: 'outbound',
      fromNumber: '555-0123',
      toNumber: '555-9876',
      text: 'hello',
      status: 'sent',
      dialpadUserId: '7' as DialpadId,
      sentAt: fresh.now - 5,
    } as const;
    const { message } = observeMessage(null, seen(said), fresh);
    const { id, appId, now } = fresh;
    const { dialpadMessageId } = seen();
    const view = { ...said, id, appId, dialpadMessageId, createdAt: now, updatedAt: now };
    expect(viewOfMessage(message)).to.deep.equal(view);
    expect(message.revision).to.equal(1);
    const nothing = viewOfMessage(observeMessage(null, seen({ direction: null }), fresh).message);
    for (const field of Object.keys(said).filter((one) => one !== 'sentAt')) {
      expect(nothing, field).to.have.property(field, null);
    }
  });

  it('loses nothing by a scoped that tells nothing', () => {
    const { message } = observeMessage(null, seen({ status: 'sent', text: 'hello' }), fresh);
    const nothing = seen({ direction: null, happenedAt: fresh.now + 9 });
    expect(observeMessage(message, nothing, fresh)).to.deep.equal({ message, eventTypes: [] });
  });

  it('was sent when its source says or, where it does not, when it was seen first', () => {
    const sentAt = (...all: readonly Partial<MessageObservation>[]) => replay(all.map(seen)).view.sentAt;
    const unclocked = { happenedAt: null, receivedAt: fresh.now - 9 };
    expect(sentAt({ sentAt: fresh.now - 5 })).to.equal(fresh.now - 5);
    expect([sentAt({}), sentAt(unclocked)]).to.deep.equal([fresh.now, fresh.now - 9]);
    expect(sentAt(unclocked, {})).to.equal(fresh.now);
  });

  it('counts its changes, and keeps when what is shown of it last did', () => {
    const { message } = observeMessage(null, seen({ text: 'hello' }), fresh);
    const later = { ...fresh, now: fresh.now + 5 };
    const unseen = observeMessage(message, seen({ text: 'hello', happenedAt: fresh.now + 1 }), later);
    expect(unseen.eventTypes).to.deep.equal([]);
    expect(unseen.message).to.include({ revision: 2, updatedAt: fresh.now });
    const shown = observeMessage(message, seen({ status: 'sent' }), later).message;
    expect(shown).to.include({ revision: 2, createdAt: fresh.now, updatedAt: later.now });
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
