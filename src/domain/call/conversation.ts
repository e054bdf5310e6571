import type { DialpadId } from '../dialpad-id.js';
import type { Timestamp } from '../timestamp.js';
import type { CallFacts, CallObservation } from './call-facts.js';

/*
 * What people call one call is many legs: the line that was dialled, each person who rings for it, whoever it is transferred to. No id is
 * on all of them, but each names some of the others (dialpad/events.md, "Legs").
 */

/** One leg, by the phone system's own id. */
export interface Leg {
  readonly dialpadCallId: DialpadId;
  readonly facts: CallFacts;
}

/** What the other legs of its conversation mean for a leg. */
export interface LegContext {
  /** The same for every leg of a conversation: the leg at which it entered. */
  readonly conversationId: DialpadId;
  /** Who took the call that this leg rang for. */
  readonly answeredBy: DialpadId | null;
  /** Somebody took it, and not on this leg. */
  readonly answeredElsewhere: boolean;
}

/** The legs that a leg names: those it hangs below, nearest first, and the one that hangs below it. */
const linksOf = ({ masterCallId, entryPointCallId, operatorCallId }: CallFacts): readonly DialpadId[] =>
  [entryPointCallId, masterCallId, operatorCallId].flatMap((link) => link?.value ?? []);

const above = ({ masterCallId, entryPointCallId }: CallFacts): DialpadId | null =>
  entryPointCallId?.value ?? masterCallId?.value ?? null;

/** A leg's own id and those of the legs it names: whoever has one of them in common is of the same conversation. */
export const relativesOf = ({ dialpadCallId, facts }: Leg): readonly DialpadId[] => [
  ...new Set([dialpadCallId, ...linksOf(facts)]),
];

/** The ids that an observation has in common with other legs of its conversation. */
export const idsIn = (seen: CallObservation): readonly DialpadId[] => [
  ...new Set(
    [seen.dialpadCallId, seen.entryPointCallId, seen.masterCallId, seen.operatorCallId].flatMap((id) => id ?? []),
  ),
];

/** More legs than any conversation has: an id that so many have in common is junk, and each of them is taken by itself. */
export const MAX_LEGS = 200;

/** The leg context of each leg, given all legs that are known of the conversations they belong to. In any order. */
export const legContextsOf = (legs: readonly Leg[]): ReadonlyMap<DialpadId, LegContext> => {
  const contexts = new Map<DialpadId, LegContext>();
  const conversations = conversationsOf(legs).flatMap((one) =>
    one.length > MAX_LEGS ? one.map((leg) => [leg]) : [one],
  );
  for (const conversation of conversations) {
    const conversationId = entryOf(conversation);
    const answers = answersOf(conversation);
    for (const leg of conversation) contexts.set(leg.dialpadCallId, legContextOf(leg, answers, conversationId));
  }
  return contexts;
};

/** Puts together what has an id in common, directly or through others. */
const conversationsOf = (legs: readonly Leg[]): readonly (readonly Leg[])[] => {
  const groups = new Map<DialpadId, { readonly ids: Set<DialpadId>; readonly legs: Leg[] }>();
  for (const leg of legs) {
    const ids = relativesOf(leg);
    const touched = [...new Set(ids.flatMap((id) => groups.get(id) ?? []))].sort(
      (x, y) => y.legs.length - x.legs.length,
    );
    // The others go into the largest, so that no leg is moved more often than its group doubles.
    const [joined = { ids: new Set<DialpadId>(), legs: [] }, ...smaller] = touched;
    for (const id of [...ids, ...smaller.flatMap((group) => [...group.ids])]) {
      joined.ids.add(id);
      groups.set(id, joined);
    }
    joined.legs.push(leg, ...smaller.flatMap((group) => group.legs));
  }
  return [...new Set(groups.values())].map((group) => group.legs);
};

/** The id that hangs below no other, as far as is known; of several, and where they go round in a circle, the smallest. */
const entryOf = (conversation: readonly Leg[]): DialpadId => {
  const below = new Set<DialpadId>();
  const all = new Set<DialpadId>();
  for (const leg of conversation) {
    for (const id of relativesOf(leg)) all.add(id);
    if (above(leg.facts) !== null) below.add(leg.dialpadCallId);
    if (leg.facts.operatorCallId !== null) below.add(leg.facts.operatorCallId.value);
  }
  const entries = [...all].filter((id) => !below.has(id));
  const [first] = (entries.length > 0 ? entries : [...all]).sort(smallestFirst);
  return first as DialpadId;
};

/** Digits without leading zeros: the shorter, the smaller. */
const smallestFirst = (x: DialpadId, y: DialpadId): number => x.length - y.length || (x < y ? -1 : 1);

/** A person who took a call. */
interface Answer {
  readonly leg: DialpadId;
  readonly person: DialpadId | null;
  readonly at: Timestamp;
}

/** Each person's own leg says so and, where that is not delivered, the line's. */
const answersOf = (conversation: readonly Leg[]): readonly Answer[] => {
  const own = conversation.flatMap(({ dialpadCallId, facts }): readonly Answer[] =>
    facts.connectedAt !== null && facts.dialpadUserId !== null
      ? [{ leg: dialpadCallId, person: facts.dialpadUserId.value, at: facts.connectedAt.at }]
      : [],
  );
  const said = new Set(own.map(({ leg }) => leg));
  const people = new Map(conversation.map(({ dialpadCallId, facts }) => [dialpadCallId, facts.dialpadUserId?.value]));
  const told = conversation.flatMap(({ facts }): readonly Answer[] => {
    const leg = facts.operatorCallId?.value;
    if (leg === undefined || facts.connectedAt === null || said.has(leg)) return [];
    return [{ leg, person: people.get(leg) ?? null, at: facts.connectedAt.at }];
  });
  return [...own, ...told].sort((x, y) => x.at - y.at || smallestFirst(x.leg, y.leg));
};

const legContextOf = (leg: Leg, answers: readonly Answer[], conversationId: DialpadId): LegContext => {
  const { facts, dialpadCallId } = leg;
  const mine = answers.find((answer) => answer.leg === dialpadCallId);
  if (mine !== undefined) return { conversationId, answeredBy: mine.person, answeredElsewhere: false };

  // Whoever answered before this leg rang has handed the call on to it.
  const rangAt = (facts.rangAt ?? facts.startedAt).at;
  const handedOn = new Set([facts.masterCallId?.value, facts.entryPointCallId?.value]);
  const taken = answers.find((answer) => answer.at >= rangAt && !handedOn.has(answer.leg));
  // A line's leg may be told of the answer itself yet; once it is over without, it was not missed either.
  const knowsAll = facts.dialpadUserId !== null || facts.endedAt !== null;
  return {
    conversationId,
    answeredBy: taken?.person ?? null,
    answeredElsewhere: taken !== undefined && facts.connectedAt === null && knowsAll,
  };
};
