import { expect } from 'chai';
import type { Call } from '../../../src/domain/call/call.js';
import { type CallObservation, callFactsOf } from '../../../src/domain/call/call-facts.js';
import { viewOf } from '../../../src/domain/call/call-view.js';
import { idsIn, MAX_LEGS, relativesOf } from '../../../src/domain/call/connected-legs.js';
import { legContextsOf } from '../../../src/domain/call/leg-context.js';
import { observe } from '../../../src/domain/call/observe-call.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import { fresh } from '../arbitraries.js';

const T0 = fresh.now;
const id = (n: number): DialpadId => String(n) as DialpadId;
const [QUEUE, ANA, BEN, LINE] = [id(9), id(11), id(12), id(13)];
const [ANA_ID, BEN_ID] = [id(1), id(2)];

const seen = (leg: DialpadId, more: Partial<CallObservation> = {}): CallObservation => ({
  dialpadCallId: leg,
  receivedAt: T0,
  happenedAt: T0,
  ...more,
});
const leg = (dialpadCallId: DialpadId, more: Partial<CallObservation> = {}) => ({
  dialpadCallId,
  facts: callFactsOf(seen(dialpadCallId, more)),
});
const answered = (second: number) => ({ connected: true, connectedAt: T0 + second * 1000 });
const legContextOf = (wanted: DialpadId, ...legs: readonly ReturnType<typeof leg>[]) => legContextsOf(legs).get(wanted);

describe('legs', () => {
  it('are of one conversation with those they name, each once', () => {
    const links = { entryPointCallId: id(2), masterCallId: id(3), operatorCallId: id(4) };
    expect(relativesOf(leg(id(1), links))).to.deep.equal(['1', '2', '3', '4']);
    expect(relativesOf(leg(id(1), { masterCallId: id(1), operatorCallId: id(1) }))).to.deep.equal(['1']);
    expect(idsIn(seen(id(1), links))).to.deep.equal(['1', '2', '3', '4']);
    expect(idsIn(seen(id(1), { masterCallId: id(1), operatorCallId: null }))).to.deep.equal(['1']);
  });

  it('that name none in common are each a conversation', () => {
    const contexts = legContextsOf([leg(ANA), leg(BEN)]);
    expect([contexts.get(ANA)?.conversationId, contexts.get(BEN)?.conversationId]).to.deep.equal([ANA, BEN]);
  });

  it('that come together through a third are one conversation', () => {
    const [x, y] = [leg(id(5), { masterCallId: id(50) }), leg(id(6), { masterCallId: id(60) })];
    const between = leg(id(7), { masterCallId: id(50), entryPointCallId: id(60) });
    for (const order of [
      [x, y, between],
      [between, x, y],
      [x, leg(id(8), { masterCallId: id(50) }), y, between],
    ]) {
      const contexts = legContextsOf(order);
      expect(new Set(order.map((one) => contexts.get(one.dialpadCallId)?.conversationId)).size).to.equal(1);
    }
  });

  it('entered at the one that hangs below no other', () => {
    expect(legContextOf(ANA, leg(ANA, { entryPointCallId: QUEUE }))?.conversationId).to.equal(QUEUE);
    expect(legContextOf(ANA, leg(ANA, { masterCallId: LINE }))?.conversationId).to.equal(LINE);
    const line = leg(LINE, { operatorCallId: ANA });
    expect(legContextOf(ANA, leg(ANA), line)?.conversationId).to.equal(LINE);
  });

  it('entered at the smallest of several, and of those that go round in a circle', () => {
    const several = leg(id(100), { entryPointCallId: id(20), masterCallId: id(9) });
    expect(legContextOf(id(100), several)?.conversationId).to.equal('9');
    const same = leg(id(100), { entryPointCallId: id(31), masterCallId: id(30) });
    expect(legContextOf(id(100), same)?.conversationId).to.equal('30');
    const circle = [leg(id(10), { masterCallId: id(9) }), leg(id(9), { masterCallId: id(10) })];
    expect(legContextOf(id(10), ...circle)?.conversationId).to.equal('9');
  });
});

describe('a crowd of legs', () => {
  const elsewhere = (size: number): number => {
    const crowd = Array.from({ length: size }, (_, n) =>
      leg(id(5000 + n), { entryPointCallId: QUEUE, dialpadUserId: id(n + 1), ...(n === 0 ? answered(9) : {}) }),
    );
    return [...legContextsOf(crowd).values()].filter(({ answeredElsewhere }) => answeredElsewhere).length;
  };

  it('is a conversation up to as many as one may have, and none beyond', () => {
    expect([elsewhere(MAX_LEGS), elsewhere(MAX_LEGS + 1)]).to.deep.equal([MAX_LEGS - 1, 0]);
  });
});

describe('who answered', () => {
  const line = { entryPointCallId: QUEUE };
  const ana = (more: Partial<CallObservation> = {}) => leg(ANA, { ...line, dialpadUserId: ANA_ID, ...more });
  const ben = (more: Partial<CallObservation> = {}) => leg(BEN, { ...line, dialpadUserId: BEN_ID, ...more });

  it('is nobody while nobody has', () => {
    expect(legContextOf(ANA, ana(), ben())).to.deep.include({ answeredBy: null, answeredElsewhere: false });
  });

  it('is the person of a leg that was answered, for that leg and for the others', () => {
    const legs = [ana(), ben(answered(9))];
    expect(legContextOf(BEN, ...legs)).to.deep.include({ answeredBy: BEN_ID, answeredElsewhere: false });
    expect(legContextOf(ANA, ...legs)).to.deep.include({ answeredBy: BEN_ID, answeredElsewhere: true });
  });

  it('is the first who did, and of two at the same moment the one on the smaller leg', () => {
    const third = leg(LINE, { ...line, dialpadUserId: id(3) });
    expect(legContextOf(LINE, ana(answered(9)), ben(answered(8)), third)?.answeredBy).to.equal(BEN_ID);
    expect(legContextOf(LINE, ben(answered(8)), ana(answered(8)), third)?.answeredBy).to.equal(ANA_ID);
  });

  it('is the person of the leg that a line names, where that leg does not say so itself', () => {
    const told = leg(QUEUE, { ...answered(9), operatorCallId: BEN });
    expect(legContextOf(ANA, ana(), told, ben())).to.deep.include({ answeredBy: BEN_ID, answeredElsewhere: true });
    expect(legContextOf(BEN, ana(), told, ben())).to.deep.include({ answeredBy: BEN_ID, answeredElsewhere: false });
    expect(legContextOf(ANA, ana(), told)).to.deep.include({ answeredBy: null, answeredElsewhere: true });
    const unanswered = leg(QUEUE, { operatorCallId: BEN });
    expect(legContextOf(ANA, ana(), unanswered)?.answeredElsewhere).to.equal(false);
  });

  it('is heard from that leg before it is heard from the line', () => {
    const told = leg(QUEUE, { ...answered(1), operatorCallId: BEN });
    const late = ana({ rangAt: T0 + 5000 });
    expect(legContextOf(ANA, late, told, ben(answered(9)))?.answeredBy).to.equal(BEN_ID);
    expect(legContextOf(ANA, late, told, ben())?.answeredBy).to.equal(null);
    const toldLate = leg(QUEUE, { ...answered(9), operatorCallId: BEN });
    expect(legContextOf(ANA, late, toldLate, ben(answered(1)))?.answeredElsewhere).to.equal(false);
  });

  it('did not take it from a leg that rang afterwards', () => {
    const taken = ben(answered(9));
    for (const ring of [{ rangAt: T0 + 9001 }, { startedAt: T0 + 9001 }]) {
      expect(legContextOf(ANA, ana(ring), taken), JSON.stringify(ring)).to.include({ answeredElsewhere: false });
    }
    expect(legContextOf(ANA, ana({ rangAt: T0 + 9000, startedAt: T0 + 9001 }), taken)?.answeredElsewhere).to.equal(
      true,
    );
  });

  it('did not take it from a leg to which the call was handed on', () => {
    const taken = leg(LINE, { dialpadUserId: BEN_ID, ...answered(9) });
    for (const link of [{ masterCallId: LINE }, { entryPointCallId: LINE }]) {
      expect(legContextOf(ANA, leg(ANA, { dialpadUserId: ANA_ID, ...link }), taken)).to.deep.include({
        answeredBy: null,
        answeredElsewhere: false,
      });
    }
  });

  it('is on a line not elsewhere until that is over, or where a menu has answered it', () => {
    const taken = ben(answered(9));
    expect(legContextOf(QUEUE, leg(QUEUE), taken)).to.deep.include({ answeredBy: BEN_ID, answeredElsewhere: false });
    expect(legContextOf(QUEUE, leg(QUEUE, { over: true }), taken)?.answeredElsewhere).to.equal(true);
    expect(legContextOf(QUEUE, leg(QUEUE, { over: true, ...answered(1) }), taken)?.answeredElsewhere).to.equal(false);
  });
});

describe('a person for whom several legs ring', () => {
  const rings = { direction: 'inbound', dialpadUserId: ANA_ID, entryPointCallId: QUEUE } as const;
  const missed = { ...rings, missed: true };
  const ring = (n: number, more: Partial<CallObservation> = {}, others: readonly Call[] = []) =>
    observe(null, seen(id(n), { ...rings, ...more }), fresh, others);
  const first = ring(21).call;

  it('hears of one ring', () => {
    expect(ring(22, {}, [first]).eventTypes).to.deep.equal([]);
    expect(ring(22, {}, [ring(21, { missed: true }).call]).eventTypes).to.deep.equal(['call.ring']);
  });

  it('hears of a ring of another conversation, and of one for which somebody else, or nobody known, was rung', () => {
    expect(ring(22, { entryPointCallId: id(8) }, [first]).eventTypes).to.deep.equal(['call.ring']);
    expect(ring(22, { dialpadUserId: BEN_ID }, [first]).eventTypes).to.deep.equal(['call.ring']);
    const nobody = ring(21, { dialpadUserId: null }).call;
    expect(ring(22, { dialpadUserId: null }, [nobody]).eventTypes).to.deep.equal(['call.ring']);
    expect(ring(22, {}, [nobody]).eventTypes).to.deep.equal(['call.ring']);
  });

  it('hears of a ring where the other leg’s was never told', () => {
    expect(ring(22, {}, [{ ...first, announced: [] }]).eventTypes).to.deep.equal(['call.ring']);
  });

  it('hears of one ring also when something of both legs changes', () => {
    const second = ring(22, {}, [first]).call;
    const joined = observe(first, seen(id(21), { ...rings, masterCallId: id(5) }), fresh, [second]);
    expect(joined.eventTypes).to.deep.equal(['call.updated']);
    expect(joined.others.map(({ eventTypes }) => eventTypes)).to.deep.equal([['call.updated']]);
  });

  it('hears of one miss of a ring that was not told', () => {
    const over = observe(first, seen(id(21), missed), fresh).call;
    expect(ring(22, missed, [over]).eventTypes).to.deep.equal([]);
    expect(ring(22, missed, [first]).eventTypes).to.deep.equal(['call.missed']);
    expect(ring(22, { missed: true, dialpadUserId: BEN_ID }, [over]).eventTypes).to.deep.equal(['call.missed']);
  });

  it('hears of the miss of each ring that was told', () => {
    const over = observe(first, seen(id(21), missed), fresh).call;
    const second = ring(22, {}, [over]);
    expect(second.eventTypes).to.deep.equal(['call.ring']);
    expect(observe(second.call, seen(id(22), missed), fresh, [over]).eventTypes).to.deep.equal(['call.missed']);
  });

  it('hears of each answer and each end', () => {
    const talking = { ...rings, ...answered(1) };
    const one = observe(first, seen(id(21), talking), fresh).call;
    expect(ring(22, talking, [one]).eventTypes).to.deep.equal(['call.started']);
    const ended = observe(one, seen(id(21), { ...talking, over: true }), fresh).call;
    expect(ring(22, { ...talking, over: true }, [ended]).eventTypes).to.deep.equal(['call.ended']);
  });
});

describe('what is told of a call', () => {
  const told = (...all: readonly Partial<CallObservation>[]) => {
    let call: Call | null = null;
    let eventTypes: readonly string[] = [];
    for (const more of all) {
      const next: ReturnType<typeof observe> = observe(call, seen(ANA, more), fresh);
      ({ call, eventTypes } = next);
    }
    return eventTypes;
  };

  it('is that it has ended where it was rejected', () => {
    expect(told({ rejected: true })).to.deep.equal(['call.ended']);
  });

  it('is that it has ended where a message was left and a screen still shows it', () => {
    const message = { voicemailLeft: true };
    expect(told(message)).to.deep.equal([]);
    expect(told({}, message)).to.deep.equal(['call.ended']);
    expect(told({}, { missed: true }, message)).to.deep.equal([]);
    expect(told({ missed: true }, message)).to.deep.equal([]);
  });

  it('is the change of a detail that a screen shows, and of no other', () => {
    for (const detail of [
      { contactName: 'Ana' },
      { labels: ['a'] },
      { dispositions: ['a'] },
      { recapSummary: 'summary' },
      { transcriptReady: true },
      { satisfaction: 'good' },
      { transferredFrom: ANA_ID },
      { fromNumber: '555-0123' },
      { masterCallId: LINE },
    ]) {
      expect(told({}, detail), JSON.stringify(detail)).to.deep.equal(['call.updated']);
    }
    for (const detail of [{ reviewUrl: 'review' }, { customData: 'custom' }]) {
      expect(told({}, detail), JSON.stringify(detail)).to.deep.equal([]);
    }
    expect(told(answered(1), { hold: 'held' })).to.deep.equal(['call.updated']);
    expect(told({ stale: true }, { over: true })).to.deep.equal(['call.updated']);
  });

  it('is one thing where a change of where it stands comes with others', () => {
    expect(told({}, { ...answered(1), contactName: 'Ana' })).to.deep.equal(['call.started']);
  });

  it('counts its changes, and keeps when what is shown of it last did', () => {
    const { call: first, changed } = observe(null, seen(ANA), fresh);
    expect(changed).to.deep.equal([]);
    expect(first).to.include({ revision: 1, createdAt: T0, updatedAt: T0, id: fresh.id, appId: fresh.appId });
    const later = { ...fresh, now: T0 + 5 };
    const unseen = observe(first, seen(ANA, { rangAt: T0 }), later);
    expect(unseen.call).to.include({ revision: 2, updatedAt: T0 });
    expect(unseen).to.deep.include({ eventTypes: [], changed: [] });
    const shown = observe(first, seen(ANA, { customData: 'custom' }), later);
    expect(shown.call).to.include({ revision: 2, createdAt: T0, updatedAt: T0 + 5 });
    expect(shown.changed).to.deep.equal(['customData']);
    expect(first.announced).to.deep.equal(['call.ring']);
  });
});

describe('the other legs of a conversation', () => {
  const rings = (person: DialpadId) => ({ dialpadUserId: person, entryPointCallId: QUEUE });
  const ana = observe(null, seen(ANA, rings(ANA_ID)), fresh).call;
  const taken = seen(BEN, { ...rings(BEN_ID), ...answered(9) });

  it('are told of where they look different because of what is seen of one', () => {
    const { others } = observe(null, taken, { ...fresh, now: T0 + 5 }, [ana]);
    expect(others.map(({ call }) => call.dialpadCallId)).to.deep.equal([ANA]);
    expect(others[0]).to.deep.include({ eventTypes: ['call.updated'], changed: ['answeredBy', 'answeredElsewhere'] });
    expect(others[0]?.call).to.deep.include({ revision: 2, updatedAt: T0 + 5 });
    expect(others[0] && viewOf(others[0].call).details.answeredBy).to.equal(BEN_ID);
  });

  it('are left alone where they do not', () => {
    expect(observe(null, seen(BEN, rings(BEN_ID)), fresh, [ana]).others).to.deep.equal([]);
    expect(observe(ana, seen(ANA, rings(ANA_ID)), fresh, [ana]).others).to.deep.equal([]);
  });
});
