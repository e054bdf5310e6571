import { expect } from 'chai';
import type { Aggregates } from '../../src/domain/aggregates.js';
import type { Call } from '../../src/domain/call/call.js';
import { viewOf } from '../../src/domain/call/call-view.js';
import { MAX_LEGS } from '../../src/domain/call/connected-legs.js';
import { type Decision, decide } from '../../src/domain/decide.js';
import { viewOfMessage } from '../../src/domain/message/message.js';
import type { ScopedObservation } from '../../src/domain/observation.js';
import { viewOfVoicemail } from '../../src/domain/voicemail/voicemail.js';
import {
  APP,
  call,
  dialpadId,
  message,
  NOON,
  nthId,
  OTHER_APP,
  upTo,
  voicemail,
} from '../../src/testing/storage/samples.js';
import { callSeen, messageSeen, voicemailSeen } from '../support/observations.js';

const NOW = NOON + 10_000;
const [ANA, BEN] = [dialpadId(11), dialpadId(12)];
const NOTHING: Aggregates = { calls: [], voicemails: [], messages: [] };

/** Ids of what begins are 1, 2, 3, … in the order in which they are asked for. */
const decideOn = (found: Partial<Aggregates>, ...observations: readonly ScopedObservation[]): Decision => {
  let ids = 0;
  const nextId = (): string => {
    ids += 1;
    return nthId(ids);
  };
  return decide({ ...NOTHING, ...found }, observations, nextId, NOW);
};
/** What was decided, as it is found the next time. */
const keptOf = ({ calls, voicemails, messages }: Decision): Aggregates => ({ calls, voicemails, messages });
const told = ({ pendingEvents }: Decision) =>
  pendingEvents.map(({ content }) =>
    'call' in content ? `${content.call.dialpadCallId} ${content.type}` : content.type,
  );
const only = <A>(items: readonly A[]): A => {
  const [first, ...more] = items;
  if (first === undefined || more.length > 0) throw new Error(`expected one, got ${items.length}`);
  return first;
};

describe('deciding', () => {
  it('comes to nothing where nothing was seen', () => {
    expect(decideOn({ calls: [call()], voicemails: [voicemail()], messages: [message()] })).to.deep.equal({
      ...NOTHING,
      pendingEvents: [],
    });
  });

  describe('on a call', () => {
    it('begins it, and tells all of it', () => {
      const decision = decideOn({}, callSeen(1, { dialpadUserId: ANA }));
      const begun = only(decision.calls);
      expect(begun).to.include({ id: nthId(1), appId: APP, dialpadCallId: '1', revision: 1, createdAt: NOW });
      expect(decision.pendingEvents).to.deep.equal([
        {
          appId: APP,
          happenedAt: NOON,
          replayed: false,
          dialpadUserId: ANA,
          content: { type: 'call.ring', call: viewOf(begun) },
        },
      ]);
      expect(decision).to.deep.include({ voicemails: [], messages: [] });
    });

    it('goes on with the one that is known, and tells the CRM user it has come to concern', () => {
      const before = call({ direction: 'inbound', dialpadUserId: ANA });
      const decision = decideOn({ calls: [before] }, callSeen(1, { connected: true }));
      expect(only(decision.calls)).to.include({ id: before.id, revision: before.revision + 1, updatedAt: NOW });
      expect(told(decision)).to.deep.equal(['1 call.started']);
      expect(only(decision.pendingEvents).dialpadUserId).to.equal(ANA);
    });

    it('leaves one alone of which nothing new was seen', () => {
      const { calls } = decideOn({}, callSeen(1));
      expect(decideOn({ calls }, callSeen(1))).to.deep.equal({ ...NOTHING, pendingEvents: [] });
    });

    it('says when it happened by the source’s clock or, where that is silent, when it came', () => {
      const { pendingEvents } = decideOn({}, callSeen(1), callSeen(2, { happenedAt: null }));
      expect(pendingEvents.map(({ happenedAt }) => happenedAt)).to.deep.equal([NOON, NOON + 2]);
    });

    it('says of each whether it comes late, whose it is, and that nobody is known where nobody is', () => {
      const { pendingEvents } = decideOn(
        {},
        callSeen(1, {}, { replayed: true }),
        callSeen(2, { dialpadUserId: BEN }, { appId: OTHER_APP }),
      );
      expect(
        pendingEvents.map(({ appId, replayed, dialpadUserId }) => ({ appId, replayed, dialpadUserId })),
      ).to.deep.equal([
        { appId: APP, replayed: true, dialpadUserId: null },
        { appId: OTHER_APP, replayed: false, dialpadUserId: BEN },
      ]);
    });

    it('tells what has changed where that is the news', () => {
      const decision = decideOn({ calls: [call({ direction: 'inbound' })] }, callSeen(1, { contactName: 'Zoë' }));
      expect(only(decision.pendingEvents).content).to.deep.equal({
        type: 'call.updated',
        call: viewOf(only(decision.calls)),
        changed: ['contactName'],
      });
    });

    it('addresses the move of a ringing call to the next person, and names the one before', () => {
      const before = call({ direction: 'inbound', dialpadUserId: ANA });
      const decision = decideOn({ calls: [before] }, callSeen(1, { dialpadUserId: BEN, happenedAt: NOON + 9 }));
      expect(told(decision)).to.deep.equal(['1 call.ring', '1 call.updated']);
      expect(decision.pendingEvents.map(({ dialpadUserId }) => dialpadUserId)).to.deep.equal([BEN, BEN]);
      expect(decision.pendingEvents[1]?.content).to.deep.equal({
        type: 'call.updated',
        call: viewOf(only(decision.calls)),
        changed: ['dialpadUserId'],
        previous: { dialpadUserId: ANA, crmUser: null },
      });
    });

    it('keeps one revision for all that a batch saw of it, and tells each step', () => {
      const before = call({ direction: 'inbound' });
      const decision = decideOn(
        { calls: [before] },
        callSeen(1, { connected: true }),
        callSeen(1, { over: true, happenedAt: NOON + 9 }),
      );
      expect(only(decision.calls).revision).to.equal(before.revision + 1);
      expect(told(decision)).to.deep.equal(['1 call.started', '1 call.ended']);

      const begun = decideOn({}, callSeen(1), callSeen(1, { connected: true }));
      expect(only(begun.calls)).to.include({ id: nthId(1), revision: 1 });
    });

    it('keeps one id in two apps as two calls', () => {
      const theirs = call({ direction: 'inbound', connected: true }, { appId: OTHER_APP });
      const decision = decideOn({ calls: [theirs] }, callSeen(1));
      expect(only(decision.calls)).to.include({ appId: APP, revision: 1 });
      expect(told(decision)).to.deep.equal(['1 call.ring']);
    });
  });

  describe('on the legs of a conversation', () => {
    const anaRings = callSeen(1, { dialpadUserId: ANA, entryPointCallId: dialpadId(9) });
    const benRings = callSeen(2, { dialpadUserId: BEN, entryPointCallId: dialpadId(9) });
    const benTakes = callSeen(2, {
      dialpadUserId: BEN,
      entryPointCallId: dialpadId(9),
      connected: true,
      connectedAt: NOON + 8,
      happenedAt: NOON + 8,
    });
    const legContext = ({ calls }: Aggregates) =>
      calls.map(({ dialpadCallId, legContext: { conversationId, answeredBy, answeredElsewhere } }) => ({
        leg: dialpadCallId,
        conversationId,
        answeredBy,
        answeredElsewhere,
      }));
    const taken = [
      { leg: '1', conversationId: '9', answeredBy: BEN, answeredElsewhere: true },
      { leg: '2', conversationId: '9', answeredBy: BEN, answeredElsewhere: false },
    ];

    it('sees to those that were found', () => {
      const found = keptOf(decideOn({}, anaRings, benRings));
      const decision = decideOn(found, benTakes);
      expect(legContext(decision)).to.deep.equal(taken);
      expect(told(decision)).to.deep.equal(['2 call.started', '1 call.updated']);
      expect(decision.pendingEvents.map(({ dialpadUserId }) => dialpadUserId)).to.deep.equal([BEN, ANA]);
      expect(decision.calls.map(({ revision }) => revision)).to.deep.equal(
        found.calls.map(({ revision }) => revision + 1),
      );
    });

    it('sees to those that the same batch began', () => {
      const decision = decideOn({}, anaRings, benTakes);
      expect(legContext(decision)).to.deep.equal(taken);
      expect(told(decision)).to.deep.equal(['1 call.ring', '2 call.started', '1 call.updated']);
    });

    it('sees to those that only the last of a batch brings together', () => {
      const lone = callSeen(1, { dialpadUserId: ANA });
      const line = callSeen(9, { operatorCallId: dialpadId(1), masterCallId: dialpadId(2) });
      const decision = decideOn({}, lone, callSeen(2, { dialpadUserId: BEN }), line);
      expect(new Set(decision.calls.map((one) => one.legContext.conversationId)).size).to.equal(1);
      expect(decision.calls).to.have.length(3);
    });

    it('sees to those of the leg’s own app alone', () => {
      const theirs = callSeen(1, { dialpadUserId: ANA, entryPointCallId: dialpadId(9) }, { appId: OTHER_APP });
      const decision = decideOn({}, theirs, benTakes);
      expect(legContext(decision).map(({ answeredElsewhere }) => answeredElsewhere)).to.deep.equal([false, false]);
    });

    it('takes each of too many by itself', () => {
      const crowd: readonly Call[] = upTo(MAX_LEGS).map((n) =>
        call({ dialpadCallId: dialpadId(100 + n), direction: 'inbound', masterCallId: dialpadId(9) }),
      );
      const decision = decideOn({ calls: crowd }, benTakes);
      expect(decision.calls.map(({ dialpadCallId }) => dialpadCallId)).to.deep.equal(['2']);
    });
  });

  describe('on a voicemail', () => {
    it('begins it, and tells all of it', () => {
      const decision = decideOn({}, voicemailSeen(1, { dialpadUserId: ANA }, { replayed: true }));
      const begun = only(decision.voicemails);
      expect(begun).to.include({ id: nthId(1), appId: APP, key: 'call:1', revision: 1, createdAt: NOW });
      expect(decision.pendingEvents).to.deep.equal([
        {
          appId: APP,
          happenedAt: NOON,
          replayed: true,
          dialpadUserId: ANA,
          content: { type: 'voicemail.received', voicemail: viewOfVoicemail(begun) },
        },
      ]);
      expect(decision).to.deep.include({ calls: [], messages: [] });
    });

    it('goes on with the one that is known', () => {
      const before = voicemail({ dialpadUserId: ANA });
      const other = voicemail({}, { appId: OTHER_APP });
      const decision = decideOn({ voicemails: [other, before] }, voicemailSeen(1, { transcript: 'Call me.' }));
      expect(only(decision.voicemails)).to.include({ id: before.id, revision: before.revision + 1 });
      expect(told(decision)).to.deep.equal(['voicemail.updated']);
      expect(only(decision.pendingEvents).dialpadUserId).to.equal(ANA);
    });

    it('goes on with the one that the same batch began', () => {
      const decision = decideOn({}, voicemailSeen(1), voicemailSeen(1, { transcript: 'Call me.' }));
      expect(only(decision.voicemails)).to.include({ id: nthId(1), revision: 1 });
      expect(told(decision)).to.deep.equal(['voicemail.received', 'voicemail.updated']);
    });
  });

  describe('on a message', () => {
    it('begins it, and tells all of it', () => {
      const decision = decideOn({}, messageSeen(1, { dialpadUserId: ANA }, { replayed: true }));
      const begun = only(decision.messages);
      expect(begun).to.include({ id: nthId(1), appId: APP, dialpadMessageId: '1', revision: 1, createdAt: NOW });
      expect(decision.pendingEvents).to.deep.equal([
        {
          appId: APP,
          happenedAt: NOON,
          replayed: true,
          dialpadUserId: ANA,
          content: { type: 'message.received', message: viewOfMessage(begun) },
        },
      ]);
      expect(decision).to.deep.include({ calls: [], voicemails: [] });
    });

    it('goes on with the one that is known', () => {
      const before = message({ direction: 'inbound', dialpadUserId: ANA });
      const other = message({}, { appId: OTHER_APP });
      const decision = decideOn({ messages: [other, before] }, messageSeen(1, { text: 'Hello' }));
      expect(only(decision.messages)).to.include({ id: before.id, revision: before.revision + 1 });
      expect(told(decision)).to.deep.equal(['message.updated']);
      expect(only(decision.pendingEvents).dialpadUserId).to.equal(ANA);
    });

    it('goes on with the one that the same batch began', () => {
      const decision = decideOn({}, messageSeen(1), messageSeen(1, { text: 'Hello' }));
      expect(only(decision.messages)).to.include({ id: nthId(1), revision: 1 });
      expect(told(decision)).to.deep.equal(['message.received', 'message.updated']);
    });
  });

  it('tells everything in the order in which it was seen', () => {
    const decision = decideOn({}, messageSeen(1), callSeen(1), voicemailSeen(1), callSeen(2));
    expect(told(decision)).to.deep.equal(['message.received', '1 call.ring', 'voicemail.received', '2 call.ring']);
  });
});
