import type { DialpadId } from '../dialpad-id.js';
import type { Timestamp } from '../timestamp.js';
import { endOf } from './call-end.js';
import type { CallFacts } from './call-facts.js';
import { personOf } from './call-person.js';
import { conversationsOf, type Leg, MAX_LEGS, relativesOf } from './connected-legs.js';

/** What the other legs of its conversation mean for a leg. */
export interface LegContext {
  /** The same for every leg of a conversation: the id of the leg at which the call came in. */
  readonly conversationId: DialpadId;
  /** The person who answered the call that this leg rang for. */
  readonly answeredBy: DialpadId | null;
  /** Somebody answered, but not on this leg. */
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
  for (const conversation of conversationsOf(legs).flatMap(separateJunk)) {
    const conversationId = entryOf(conversation);
    const answers = answersOf(conversation);
    for (const leg of conversation) contexts.set(leg.dialpadCallId, contextOf(leg, answers, conversationId));
  }
  return contexts;
};

/** Legs that only a junk id connects are conversations of one leg each. */
const separateJunk = (conversation: readonly Leg[]): readonly (readonly Leg[])[] =>
  conversation.length > MAX_LEGS ? conversation.map((leg) => [leg]) : [conversation];

/** The leg that a leg was made for: the line that was dialled, else the leg it continues. */
const parentOf = ({ masterCallId, entryPointCallId }: CallFacts): DialpadId | null =>
  entryPointCallId?.value ?? masterCallId?.value ?? null;

/** The smallest id that has no parent, as far as is known; where the links form a circle, the smallest of all. */
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
interface Answer {
  readonly leg: DialpadId;
  readonly person: DialpadId | null;
  readonly at: Timestamp;
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
    return [{ leg, person: people.get(leg) ?? null, at: facts.connectedAt.at }];
  });
  return [...own, ...reported].sort((x, y) => x.at - y.at || smallestFirst(x.leg, y.leg));
};

/** The answer on a person's own leg. */
const ownAnswer = ({ dialpadCallId, facts }: Leg): readonly Answer[] => {
  const person = personOf(facts);
  return facts.connectedAt !== null && person !== null
    ? [{ leg: dialpadCallId, person, at: facts.connectedAt.at }]
    : [];
};

const contextOf = (leg: Leg, answers: readonly Answer[], conversationId: DialpadId): LegContext => {
  const { facts, dialpadCallId } = leg;
  const own = answers.find((answer) => answer.leg === dialpadCallId);
  if (own !== undefined) return { conversationId, answeredBy: own.person, answeredElsewhere: false };

  // An answer before this leg rang, or on a leg that this one continues, is how the call came to ring here.
  const rangAt = (facts.rangAt ?? facts.startedAt).at;
  const parents = new Set([facts.masterCallId?.value, facts.entryPointCallId?.value]);
  const taken = answers.find((answer) => answer.at >= rangAt && !parents.has(answer.leg));
  // The leg of a line may still report the answer itself; once it is over without one, the line did not miss the call.
  const isFinal = personOf(facts) !== null || endOf(facts) !== null;
  return {
    conversationId,
    answeredBy: taken?.person ?? null,
    answeredElsewhere: taken !== undefined && facts.connectedAt === null && isFinal,
  };
};
