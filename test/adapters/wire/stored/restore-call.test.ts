import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  restoreCall,
  restoreDetails,
  restoreView,
  storedCallOf,
  storedDetailsOf,
  storedFactsOf,
} from '../../../../src/adapters/wire/stored/restore-call.js';
import { restoreEventContent, storedContentOf } from '../../../../src/adapters/wire/stored/restore-event.js';
import type { Call } from '../../../../src/domain/call/call.js';
import { type CallObservation, callFactsOf } from '../../../../src/domain/call/call-facts.js';
import { viewOf } from '../../../../src/domain/call/call-view.js';
import { observe } from '../../../../src/domain/call/observe-call.js';
import type { DialpadId } from '../../../../src/domain/dialpad-id.js';
import { callObservations, dialpadCallId, fresh } from '../../../domain/arbitraries.js';

const T0 = fresh.now;
const person = '7' as DialpadId;
const master = '8' as DialpadId;

const called = (more: Partial<CallObservation> = {}) =>
  observe(null, { dialpadCallId, receivedAt: T0, happenedAt: T0, dialpadUserId: person, ...more }, fresh).call;

/** As a version kept it that knew of nothing but the start, and perhaps of an end. */
const old = (facts: Partial<ReturnType<typeof callFactsOf>>) => {
  const { legContext: _, facts: all, ...call } = called();
  return { ...call, facts: { startedAt: all.startedAt, ...facts } };
};

const observed = (observations: readonly CallObservation[]): Call => {
  const [first, ...rest] = observations.map((one) => (known: Call | null) => observe(known, one, fresh).call);
  if (first === undefined) throw new Error('nothing was observed');
  return rest.reduce((call, next) => next(call), first(null));
};

describe('a call that was kept', () => {
  it('comes back as it was', () => {
    const call = called({ connected: true, over: true, masterCallId: master, labels: ['a'] });
    expect(restoreCall(storedCallOf(call))).to.deep.equal(call);
  });

  it('by a version that knew less has nothing of what that did not know', () => {
    const { facts, ...call } = restoreCall(old({}));
    const nothing = callFactsOf({ dialpadCallId, receivedAt: T0, happenedAt: T0, afterwards: true });
    expect(facts).to.deep.equal(nothing);
    expect(call).to.include({ dialpadCallId, revision: 1 });
  });

  it('by a version that did not note who saw the end was seen to end where it has one', () => {
    const end = { at: T0, stated: true };
    expect(restoreCall(old({ endedAt: end })).facts.endSeen).to.equal(true);
    expect(restoreCall(old({ endedAt: null })).facts.endSeen).to.equal(false);
    expect(restoreCall(old({ endedAt: end, endSeen: false })).facts.endSeen).to.equal(false);
  });

  it('by a version that knew of no conversations is in one of its own, or in that of the leg it names', () => {
    expect(restoreCall(old({})).legContext).to.deep.equal({
      conversationId: dialpadCallId,
      answeredBy: null,
      answeredElsewhere: false,
    });
    const { facts } = called({ connected: true, masterCallId: master });
    expect(restoreCall(old(facts)).legContext).to.deep.equal({
      conversationId: master,
      answeredBy: person,
      answeredElsewhere: false,
    });
  });
});

describe('what was shown of a call', () => {
  const ringing = viewOf(called());
  const talking = viewOf(called({ connected: true, contactName: 'Ana', labels: ['a'] }));
  const shownBefore = ({ conversationId, details, ...view }: typeof ringing) => view;

  it('shows as it did', () => {
    expect(restoreView(talking)).to.deep.equal(talking);
    expect(restoreView({ ...talking, conversationId: master }).conversationId).to.equal(master);
  });

  it('by a version that showed less has a conversation of its own and no details', () => {
    expect(restoreView(shownBefore(ringing))).to.deep.equal(ringing);
  });

  it('by a version that showed less was answered by its person while people talk', () => {
    expect(restoreView(shownBefore(talking)).details.answeredBy).to.equal(person);
    expect(restoreView({ ...shownBefore(talking), status: 'ended' }).details.answeredBy).to.equal(null);
  });

  it('is completed where news shows it, and other news is left as it is', () => {
    expect(restoreEventContent({ type: 'call.ring', call: shownBefore(ringing) })).to.deep.equal({
      type: 'call.ring',
      call: ringing,
    });
    const gap = { from: 1, to: 2, detectedAt: 2, filledAt: null };
    const other = { type: 'coverage.gap_detected', gap } as const;
    expect(restoreEventContent(other)).to.equal(other);
  });

  it('is the same after it was stored without what is unknown', () => {
    fc.assert(
      fc.property(callObservations, (observations) => {
        const call = observed(observations);
        const { legContext: thread, facts, ...rest } = call;
        const { details } = viewOf(call);
        const throughStorage = JSON.parse(JSON.stringify([storedFactsOf(facts), storedDetailsOf(details)]));
        expect(restoreCall({ ...rest, thread, facts: throughStorage[0] })).to.deep.equal(call);
        expect(restoreDetails(throughStorage[1])).to.deep.equal(details);
      }),
    );
  });

  it('is shown by an event as it was when the event was stored', () => {
    fc.assert(
      fc.property(callObservations, (observations) => {
        const call = observed(observations);
        const content = { type: 'call.started', call: viewOf(call) } as const;
        expect(restoreEventContent(JSON.parse(JSON.stringify(storedContentOf(content))))).to.deep.equal(content);
      }),
    );
  });
});
