import type { DialpadId } from '../dialpad-id.js';
import type { Moment } from '../merge.js';
import { endOf } from './call-end.js';
import type { CallFacts } from './call-facts.js';
import { personOf } from './call-person.js';
import { conversationsOf, isJunk, type Leg, relativesOf } from './connected-legs.js';

/** What the other legs of its conversation mean for a leg. */
export interface LegContext {
  /** The same for every leg of a conversation: the id of the leg at which the call came in. */
  readonly conversationId: DialpadId;
  /** The person who answered the call that this leg rang for. */
  readonly answeredBy: DialpadId | null;
  /** Somebody answered on another leg while this one still rang. */
  readonly answeredElsewhere: boolean;
}

/** The context of a leg that is connected to no other and that nobody has answered. */
export const contextAlone = (conversationId: DialpadId): LegContext => ({
  conversationId,
  answeredBy: null,
  answeredElsewhere: false,
});

/** The context of each leg, given every known leg of its conversation, in any order. */
export const legContextsOf = (legs: readonly Leg[]): ReadonlyMap<DialpadId, LegContext> => {
  const contexts = new Map<DialpadId, LegContext>();
  const conversations = legs.length === 1 ? [legs] : conversationsOf(legs).flatMap(separateJunk);
  for (const members of conversations) {
    const conversation = conversationOf(members);
    for (const leg of members) contexts.set(leg.dialpadCallId, contextOf(leg, conversation));
  }
  return contexts;
};

const conversationOf = (members: readonly Leg[]): Conversation => {
  const answers = answersOf(members);
  const legs = new Map(members.map(({ dialpadCallId, facts }) => [dialpadCallId, facts]));
  const ancestors = new Map<DialpadId, ReadonlySet<DialpadId>>();
  return {
    answers,
    // The earliest of each leg: the last that is set.
    answerOn: new Map([...answers].reverse().map((answer) => [answer.leg, answer])),
    ancestorsOf: (leg) => {
      const found = ancestors.get(leg) ?? ancestorsOf(leg, legs);
      ancestors.set(leg, found);
      return found;
    },
    conversationId: entryOf(members),
  };
};

/** Legs that only a junk id connects are conversations of one leg each. */
const separateJunk = (conversation: readonly Leg[]): readonly (readonly Leg[])[] =>
  isJunk(conversation) ? conversation.map((leg) => [leg]) : [conversation];

/** The leg that a leg was made for: the line that was dialled, else the leg it continues. */
const parentOf = ({ masterCallId, entryPointCallId }: CallFacts): DialpadId | null =>
  entryPointCallId?.value ?? masterCallId?.value ?? null;

/** The smallest id without a known parent; if every id has one (a cycle), the smallest id. */
const entryOf = (conversation: readonly Leg[]): DialpadId => {
  const children = new Set<DialpadId>();
  const all = new Set<DialpadId>();
  for (const leg of conversation) {
    for (const id of relativesOf(leg)) all.add(id);
    if (parentOf(leg.facts) !== null) children.add(leg.dialpadCallId);
    if (leg.facts.operatorCallId !== null) children.add(leg.facts.operatorCallId.value);
  }
  const entries = [...all].filter((id) => !children.has(id));
  const [first] = (entries.length > 0 ? entries : [...all]).sort(smallestFirst);
  return first as DialpadId;
};

/** Digits without leading zeros: the shorter, the smaller. */
const smallestFirst = (x: DialpadId, y: DialpadId): number => x.length - y.length || (x < y ? -1 : 1);

/** That a person answered, on which leg and when. */
interface Answer extends Moment {
  readonly leg: DialpadId;
  readonly person: DialpadId | null;
}

/** What the context of each of its legs depends on. */
interface Conversation {
  /** Earliest first. */
  readonly answers: readonly Answer[];
  readonly answerOn: ReadonlyMap<DialpadId, Answer>;
  /** The legs that led to a leg. */
  readonly ancestorsOf: (leg: DialpadId) => ReadonlySet<DialpadId>;
  readonly conversationId: DialpadId;
}

/** The answers in a conversation, earliest first. */
const answersOf = (conversation: readonly Leg[]): readonly Answer[] => {
  const own = conversation.flatMap(ownAnswer);
  const answeredLegs = new Set(own.map(({ leg }) => leg));
  const people = new Map(conversation.map(({ dialpadCallId, facts }) => [dialpadCallId, personOf(facts)]));
  // The line's leg names the leg that answered, which counts where that leg itself is not delivered.
  const reported = conversation.flatMap(({ facts }): readonly Answer[] => {
    const leg = facts.operatorCallId?.value;
    if (leg === undefined || facts.connectedAt === null || answeredLegs.has(leg)) return [];
    return [{ leg, person: people.get(leg) ?? null, ...facts.connectedAt }];
  });
  return [...own, ...reported].sort((x, y) => x.at - y.at || smallestFirst(x.leg, y.leg));
};

/** The answer on a person's own leg. */
const ownAnswer = ({ dialpadCallId, facts }: Leg): readonly Answer[] => {
  const person = personOf(facts);
  return facts.connectedAt !== null && person !== null ? [{ leg: dialpadCallId, person, ...facts.connectedAt }] : [];
};

const contextOf = (leg: Leg, { answers, answerOn, ancestorsOf, conversationId }: Conversation): LegContext => {
  const { facts, dialpadCallId } = leg;
  const own = answerOn.get(dialpadCallId);
  if (own !== undefined) return { conversationId, answeredBy: own.person, answeredElsewhere: false };

  const end = endOf(facts);
  const isLine = personOf(facts) === null;
  const taken = answers.find(
    (answer) =>
      isAfterRing(answer, facts) &&
      (isBeforeEnd(answer, end) || (isLine && ancestorsOf(answer.leg).has(dialpadCallId))),
  );
  // A line's leg may still report the answer itself, so it counts as answered elsewhere only after it has ended unanswered.
  const isFinal = !isLine || end !== null;
  return {
    conversationId,
    answeredBy: taken?.person ?? null,
    answeredElsewhere: taken !== undefined && facts.connectedAt === null && isFinal,
  };
};

/** An answer before a leg rang, or on a leg that it continues, is how the call came to ring there. */
const isAfterRing = (answer: Answer, { rangAt, startedAt, masterCallId, entryPointCallId }: CallFacts): boolean =>
  answer.at >= (rangAt ?? startedAt).at && answer.leg !== masterCallId?.value && answer.leg !== entryPointCallId?.value;

/** Deliveries overtake each other, so two moments are only this exact if one of them is a time of receipt. */
const RECEIPT_TOLERANCE_MS = 2_000;

/** Whether the leg still rang: it stops ringing at the moment of an answer, or after it. */
const isBeforeEnd = (answer: Answer, end: Moment | null): boolean =>
  end === null || answer.at <= end.at + (answer.stated && end.stated ? 0 : RECEIPT_TOLERANCE_MS);

/** The legs that led to a leg: a line that passed the call on did not miss it, even if its own leg ended long before the answer. */
const ancestorsOf = (leg: DialpadId, legs: ReadonlyMap<DialpadId, CallFacts>): ReadonlySet<DialpadId> => {
  const ancestors = new Set<DialpadId>();
  const queue = [leg];
  for (const id of queue) {
    const facts = legs.get(id);
    for (const parent of [facts?.entryPointCallId?.value, facts?.masterCallId?.value]) {
      if (parent === undefined || ancestors.has(parent)) continue;
      ancestors.add(parent);
      queue.push(parent);
    }
  }
  return ancestors;
};
