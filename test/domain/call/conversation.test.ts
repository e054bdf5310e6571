import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Call, CallEventType } from '../../../src/domain/call/call.js';
import { type CallObservation, callFactsOf } from '../../../src/domain/call/call-facts.js';
import { viewOf } from '../../../src/domain/call/call-view.js';
import { MAX_LEGS } from '../../../src/domain/call/connected-legs.js';
import { legContextsOf } from '../../../src/domain/call/leg-context.js';
import { decide } from '../../../src/domain/decide.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import type { ScopedObservation } from '../../../src/domain/observation.js';
import { fresh, shuffledWithRepeats } from '../arbitraries.js';

const T0 = fresh.now;
const id = (n: number): DialpadId => String(n) as DialpadId;

/** The department that was dialled, the call centre behind it, and the legs of the people that ring. */
const [ROOT, QUEUE, ANA, BEN, CHLOE] = [id(900), id(901), id(11), id(12), id(13)];
const [ANA_ID, BEN_ID, CHLOE_ID] = [id(1), id(2), id(3)];

const seen = (dialpadCallId: DialpadId, second: number, more: Partial<CallObservation> = {}): CallObservation => ({
  dialpadCallId,
  receivedAt: T0 + second * 1000,
  happenedAt: T0 + second * 1000,
  direction: 'inbound',
  startedAt: T0,
  ...more,
});

const rings = (leg: DialpadId, person: DialpadId, more: Partial<CallObservation> = {}) =>
  seen(leg, 2, { dialpadUserId: person, entryPointCallId: QUEUE, rangAt: T0 + 2000, ...more });

const QUEUE_CALL: readonly CallObservation[] = [
  seen(ROOT, 0),
  seen(QUEUE, 1, { masterCallId: ROOT }),
  rings(ANA, ANA_ID),
  rings(BEN, BEN_ID),
  rings(CHLOE, CHLOE_ID),
  rings(BEN, BEN_ID, { happenedAt: T0 + 9000, connected: true, connectedAt: T0 + 9000 }),
  seen(QUEUE, 9, { masterCallId: ROOT, connected: true, connectedAt: T0 + 9000, operatorCallId: BEN }),
  rings(ANA, ANA_ID, { happenedAt: T0 + 10_000, over: true, unanswered: true }),
  rings(CHLOE, CHLOE_ID, { happenedAt: T0 + 10_000, missed: true }),
  rings(BEN, BEN_ID, { happenedAt: T0 + 60_000, over: true, endedAt: T0 + 60_000 }),
];

/** Works observations in one by one, as storage would: what was found is the whole conversation. */
const talk = (observations: readonly CallObservation[]) => {
  let calls: readonly Call[] = [];
  const told: { readonly leg: DialpadId; readonly eventTypes: CallEventType; readonly changed: readonly string[] }[] =
    [];
  for (const one of observations) {
    const scoped: ScopedObservation = { appId: fresh.appId, observation: { _tag: 'Call', seen: one }, replayed: false };
    let made = 0;
    const nextId = (): string =>
      `01890000-0000-7000-8000-${String(Number(one.dialpadCallId) * 10 + made++).padStart(12, '0')}`;
    const decision = decide({ calls, voicemails: [], messages: [] }, [scoped], nextId, T0);
    const changed = new Map(decision.calls.map((call) => [call.dialpadCallId, call]));
    calls = [...calls.filter(({ dialpadCallId }) => !changed.has(dialpadCallId)), ...changed.values()];
    for (const { content } of decision.pendingEvents) {
      if (!('call' in content)) continue;
      told.push({
        leg: content.call.dialpadCallId,
        eventTypes: content.type,
        changed: 'changed' in content ? content.changed : [],
      });
    }
  }
  const leg = (wanted: DialpadId): Call => {
    const found = calls.find(({ dialpadCallId }) => dialpadCallId === wanted);
    if (found === undefined) throw new Error(`leg ${wanted} was never seen`);
    return found;
  };
  return {
    view: (wanted: DialpadId) => viewOf(leg(wanted)),
    told: (wanted: DialpadId) => told.filter((one) => one.leg === wanted).map(({ eventTypes }) => eventTypes),
    changes: (wanted: DialpadId) => told.filter((one) => one.leg === wanted).flatMap(({ changed }) => changed),
    shape: () =>
      calls
        .map((call) => ({ leg: call.dialpadCallId, legContext: call.legContext, status: viewOf(call).status }))
        .sort((x, y) => x.leg.localeCompare(y.leg)),
  };
};

describe('a conversation', () => {
  it('is named by the leg at which it entered, on every leg of it', () => {
    const { view } = talk(QUEUE_CALL);
    for (const leg of [ROOT, QUEUE, ANA, BEN, CHLOE]) expect(view(leg).conversationId).to.equal(ROOT);
  });

  it('of a call that names no other leg is the call itself', () => {
    expect(talk([seen(ANA, 0)]).view(ANA).conversationId).to.equal(ANA);
  });

  it('is joined through a leg that nobody has seen', () => {
    const { view } = talk([rings(ANA, ANA_ID), rings(BEN, BEN_ID)]);
    expect([view(ANA).conversationId, view(BEN).conversationId]).to.deep.equal([QUEUE, QUEUE]);
  });

  it('rings each person once', () => {
    const { told } = talk(QUEUE_CALL);
    for (const leg of [ANA, BEN, CHLOE]) {
      expect(told(leg).filter((eventTypes) => eventTypes === 'call.ring')).to.have.length(1);
    }
    const twice = talk([rings(ANA, ANA_ID), rings(id(14), ANA_ID)]);
    expect([...twice.told(ANA), ...twice.told(id(14))]).to.deep.equal(['call.ring']);
    const renaming = talk([rings(ANA, ANA_ID), rings(id(14), ANA_ID, { masterCallId: ROOT })]);
    expect(renaming.told(id(14)), 'on a leg that renames the conversation').to.not.include('call.ring');
    expect(renaming.changes(ANA)).to.deep.equal(['conversationId']);
  });

  it('tells those who did not take it who did, and that it was answered elsewhere, not missed', () => {
    const { view, told, changes } = talk(QUEUE_CALL);
    for (const leg of [ANA, CHLOE]) {
      expect(view(leg).status).to.equal('ended');
      expect(view(leg).details).to.include({ answeredBy: BEN_ID, answeredElsewhere: true });
      expect(told(leg)).to.deep.equal(['call.ring', 'call.updated', 'call.ended']);
      expect(changes(leg)).to.include.members(['answeredBy', 'answeredElsewhere']);
    }
    expect(view(BEN).details).to.include({ answeredBy: BEN_ID, answeredElsewhere: false });
    expect(view(QUEUE).details).to.include({ answeredBy: BEN_ID, answeredElsewhere: false });
  });

  it('was not missed on a line that only passed the call on, once that is over', () => {
    const menuOver = seen(ROOT, 61, { over: true, unanswered: true });
    for (const order of [
      [...QUEUE_CALL, menuOver],
      [menuOver, ...QUEUE_CALL],
    ]) {
      expect(talk(order).view(ROOT)).to.include({ status: 'ended', durationSeconds: 0 });
      expect(talk(order).view(ROOT).details).to.include({ answeredBy: BEN_ID, answeredElsewhere: true });
    }
    expect(talk(QUEUE_CALL).view(ROOT).details.answeredElsewhere).to.equal(false);
    expect(talk([...QUEUE_CALL, menuOver]).told(ROOT)).to.not.include('call.missed');
  });

  it('that goes out is dialled once for a person, on however many legs', () => {
    const dials = (leg: DialpadId) => rings(leg, ANA_ID, { direction: 'outbound' });
    const { told } = talk([dials(ANA), dials(id(14)), rings(BEN, BEN_ID, { direction: 'outbound' })]);
    expect([...told(ANA), ...told(id(14)), ...told(BEN)]).to.deep.equal(['call.dialing', 'call.dialing']);
  });

  describe('in which a phone stops ringing before somebody answers', () => {
    const at = (leg: DialpadId, person: DialpadId, second: number, more: Partial<CallObservation> = {}) =>
      seen(leg, second, { dialpadUserId: person, entryPointCallId: QUEUE, ...more });
    /** The first person's phone rings for some seconds, then the second one's, who answers. */
    const hunt = (missedAt: number, answeredAt: number, end: Partial<CallObservation> = { missed: true }) => [
      at(ANA, ANA_ID, 1, { rangAt: T0 + 1000 }),
      at(ANA, ANA_ID, missedAt, { rangAt: T0 + 1000, ...end }),
      at(BEN, BEN_ID, missedAt + 1, { startedAt: T0 + (missedAt + 1) * 1000, rangAt: T0 + (missedAt + 1) * 1000 }),
      at(BEN, BEN_ID, answeredAt, { connected: true, connectedAt: T0 + answeredAt * 1000 }),
    ];

    it('was missed at that phone, and nothing more is announced there', () => {
      for (const [missedAt, answeredAt, end] of [
        [15, 20, { missed: true }],
        [6, 8, { over: true, unanswered: true }],
        [30, 600, { missed: true, over: true, endedAt: T0 + 30_000 }],
      ] as const) {
        const { view, told } = talk(hunt(missedAt, answeredAt, end));
        expect(view(ANA).status).to.equal('missed');
        expect(view(ANA).details).to.include({ answeredBy: null, answeredElsewhere: false });
        expect(told(ANA)).to.deep.equal(['call.ring', 'call.missed']);
        expect(told(BEN)).to.deep.equal(['call.ring', 'call.started']);
      }
    });

    it('was missed there whatever arrives first', () => {
      fc.assert(
        fc.property(shuffledWithRepeats(fc.constant(hunt(15, 20))), ([once, again]) => {
          expect(talk(again).view(ANA).status).to.equal('missed');
          expect(talk(again).shape()).to.deep.equal(talk(once).shape());
        }),
      );
    });

    it('was answered elsewhere if it stopped ringing in the moment of the answer, or after it', () => {
      for (const stoppedAt of [20, 20.001, 21]) {
        const { view } = talk([
          at(ANA, ANA_ID, 1),
          at(BEN, BEN_ID, 20, { connected: true, connectedAt: T0 + 20_000 }),
          at(ANA, ANA_ID, stoppedAt, { missed: true, endedAt: T0 + stoppedAt * 1000 }),
        ]);
        expect(view(ANA).status).to.equal('ended');
        expect(view(ANA).details).to.include({ answeredBy: BEN_ID, answeredElsewhere: true });
      }
    });

    it('was answered elsewhere if its end is only a time of receipt, and the answer overtook it by a moment', () => {
      const unclocked = { happenedAt: null, missed: true };
      const stops = (second: number) => at(ANA, ANA_ID, second, { ...unclocked, receivedAt: T0 + second * 1000 });
      const answered = at(BEN, BEN_ID, 20, { connected: true, connectedAt: T0 + 20_000 });
      expect(talk([at(ANA, ANA_ID, 1), stops(19), answered]).view(ANA).status).to.equal('ended');
      expect(talk([at(ANA, ANA_ID, 1), stops(15), answered]).view(ANA).status).to.equal('missed');
    });

    it('was not missed on the line that had passed the call on', () => {
      const passedOn = [seen(ROOT, 0), seen(ROOT, 3, { over: true, unanswered: true })];
      const queue = seen(QUEUE, 3, { masterCallId: ROOT });
      const { view } = talk([...passedOn, queue, ...hunt(15, 20)]);
      expect(view(ROOT).status).to.equal('ended');
      expect(view(ROOT).details).to.include({ answeredElsewhere: true, answeredBy: BEN_ID });
    });
  });

  it('does not ring somebody for what a colleague has taken already', () => {
    const taken = rings(BEN, BEN_ID, { connected: true, connectedAt: T0 + 9000, happenedAt: T0 + 9000 });
    expect(talk([taken, rings(ANA, ANA_ID)]).told(ANA)).to.deep.equal([]);
  });

  it('knows who answered from the line alone, where the answering leg is not delivered', () => {
    const line = seen(QUEUE, 9, { connected: true, connectedAt: T0 + 9000, operatorCallId: BEN });
    const { view } = talk([rings(ANA, ANA_ID), line]);
    expect(view(ANA).details).to.include({ answeredElsewhere: true, answeredBy: null });
  });

  it('tells of a second ring of the same person how it ended, as of the first', () => {
    const again = rings(id(14), ANA_ID, { happenedAt: T0 + 40_000, startedAt: T0 + 40_000, rangAt: T0 + 40_000 });
    const { told } = talk([
      rings(ANA, ANA_ID),
      rings(ANA, ANA_ID, { happenedAt: T0 + 30_000, missed: true }),
      again,
      { ...again, happenedAt: T0 + 60_000, missed: true },
    ]);
    expect([told(ANA), told(id(14))]).to.deep.equal([
      ['call.ring', 'call.missed'],
      ['call.ring', 'call.missed'],
    ]);
  });

  it('is none where more legs have an id in common than any conversation has', () => {
    const crowd = Array.from({ length: MAX_LEGS + 2 }, (_, n) => rings(id(5000 + n), id(n + 1)));
    const legs = crowd.map((seen) => ({ dialpadCallId: seen.dialpadCallId, facts: callFactsOf(seen) }));
    const [first, ...others] = legs;
    const answered = { dialpadCallId: id(5000), facts: callFactsOf(rings(id(5000), id(1), { connected: true })) };
    expect(first).to.not.equal(undefined);
    const contexts = [...legContextsOf([answered, ...others]).values()];
    expect(new Set(contexts.map(({ conversationId }) => conversationId))).to.deep.equal(new Set([QUEUE]));
    expect(contexts.filter(({ answeredElsewhere }) => answeredElsewhere)).to.deep.equal([]);
  });

  it('that nobody takes is missed by everybody', () => {
    const unanswered = [ANA, BEN].map((leg, n) => rings(leg, id(n + 1), { happenedAt: T0 + 30_000, missed: true }));
    const { view } = talk([rings(ANA, ANA_ID), rings(BEN, BEN_ID), ...unanswered]);
    expect([view(ANA).status, view(BEN).status]).to.deep.equal(['missed', 'missed']);
  });

  it('goes on when it is transferred: the next person is rung, and the first did not lose it to her', () => {
    const first = { connected: true, connectedAt: T0 + 5000 };
    const next = { masterCallId: ANA, transferredFrom: ANA_ID, dialpadUserId: BEN_ID, rangAt: T0 + 60_000 };
    const { view, told } = talk([
      seen(ANA, 0, { dialpadUserId: ANA_ID }),
      seen(ANA, 5, { dialpadUserId: ANA_ID, ...first }),
      seen(BEN, 60, { ...next, startedAt: T0 + 60_000 }),
      seen(ANA, 61, { dialpadUserId: ANA_ID, ...first, over: true, transferred: true }),
      seen(BEN, 66, { ...next, connected: true, connectedAt: T0 + 66_000 }),
    ]);
    expect([view(ANA).conversationId, view(BEN).conversationId]).to.deep.equal([ANA, ANA]);
    expect(view(ANA).details).to.include({ answeredElsewhere: false, answeredBy: ANA_ID, endedReason: 'transferred' });
    expect(view(BEN).details).to.include({ answeredElsewhere: false, answeredBy: BEN_ID, transferredFrom: ANA_ID });
    expect(told(BEN)).to.deep.equal(['call.ring', 'call.started']);
  });

  it('comes out the same in any order, however often each leg is seen', () => {
    fc.assert(
      fc.property(shuffledWithRepeats(fc.constant([...QUEUE_CALL])), ([, again]) => {
        expect(talk(again).shape()).to.deep.equal(talk(QUEUE_CALL).shape());
      }),
      { numRuns: 300 },
    );
  });

  it('comes out the same in any order, whatever legs name each other', () => {
    const leg = fc.integer({ min: 1, max: 5 }).map(id);
    const link = fc.option(fc.integer({ min: 1, max: 7 }).map(id), { nil: null });
    const scoped = fc
      .record({
        leg,
        second: fc.nat({ max: 20 }),
        masterCallId: link,
        entryPointCallId: link,
        operatorCallId: link,
        dialpadUserId: fc.option(leg, { nil: null }),
        connected: fc.boolean(),
        over: fc.boolean(),
      })
      .map(({ leg: which, second, ...more }) => seen(which, second, more));
    fc.assert(
      fc.property(shuffledWithRepeats(fc.array(scoped, { minLength: 1, maxLength: 8 })), ([once, again]) => {
        expect(talk(again).shape()).to.deep.equal(talk(once).shape());
      }),
      { numRuns: 1_000 },
    );
  });
});
