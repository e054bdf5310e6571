import type { DialpadId } from '../dialpad-id.js';
import type { AppId } from '../ids.js';
import type { CallFacts, CallObservation } from './call-facts.js';

/*
 * What people call one call is many legs: the line that was dialled, each person it rings, each person it is transferred to. No id is
 * on all of them, but each leg names some of the others (dialpad/events.md, "Legs"). Legs that share an id, directly or through other
 * legs, are one conversation. This file is the only place that says which legs are connected.
 */

/** One leg, under the phone system's own id. */
export interface Leg {
  readonly dialpadCallId: DialpadId;
  readonly facts: CallFacts;
}

/** No conversation has more legs: an id that connects more is junk, and each of its legs stands alone. */
export const MAX_LEGS = 200;

/** A leg's own id and those that it names: legs that share one of them are connected. */
export const relativesOf = ({ dialpadCallId, facts }: Leg): readonly DialpadId[] => {
  const ids = [dialpadCallId];
  for (const link of [facts.entryPointCallId, facts.masterCallId, facts.operatorCallId]) {
    if (link !== null && !ids.includes(link.value)) ids.push(link.value);
  }
  return ids;
};

/** The ids by which an observation is connected to other legs: its own first. */
export const idsIn = (seen: CallObservation): readonly DialpadId[] => [
  ...new Set(
    [seen.dialpadCallId, seen.entryPointCallId, seen.masterCallId, seen.operatorCallId].flatMap((id) => id ?? []),
  ),
];

/** Legs in groups, whatever the order in which they are added: each group is a conversation. */
export interface Conversations<L extends Leg> {
  /** Adds a leg, once. */
  readonly add: (leg: L) => void;
  /** The legs that this id connects. */
  readonly under: (id: DialpadId) => readonly L[];
  readonly all: () => readonly (readonly L[])[];
}

interface Group<L> {
  readonly ids: Set<DialpadId>;
  readonly legs: L[];
}

export const makeConversations = <L extends Leg>(): Conversations<L> => {
  const groups = new Map<DialpadId, Group<L>>();
  const join = (ids: Iterable<DialpadId>, group: Group<L>): void => {
    for (const id of ids) {
      group.ids.add(id);
      groups.set(id, group);
    }
  };

  const add = (leg: L): void => {
    const ids = relativesOf(leg);
    const touched = new Set(ids.flatMap((id) => groups.get(id) ?? []));
    // Smaller groups move into the largest one, so that a leg moves only as often as its group doubles.
    const [largest = { ids: new Set<DialpadId>(), legs: [] }, ...smaller] =
      touched.size > 1 ? [...touched].sort((x, y) => y.legs.length - x.legs.length) : touched;
    join(ids, largest);
    largest.legs.push(leg);
    for (const group of smaller) {
      join(group.ids, largest);
      largest.legs.push(...group.legs);
    }
  };

  return {
    add,
    under: (id) => groups.get(id)?.legs ?? [],
    all: () => [...new Set(groups.values())].map(({ legs }) => legs),
  };
};

/** Groups legs into conversations. */
export const conversationsOf = <L extends Leg>(legs: readonly L[]): readonly (readonly L[])[] => {
  const conversations = makeConversations<L>();
  legs.forEach(conversations.add);
  return conversations.all();
};

/** Whether these are the legs, or some of the legs, of a conversation that is none: what connects them is junk. */
export const isJunk = (conversation: readonly Leg[]): boolean => conversation.length > MAX_LEGS;

/** Legs of any number of apps, found by the ids that connect them. */
export interface LegIndex {
  /** Adds a leg, or the ids that a known leg has come to name. */
  readonly add: (leg: Leg & { readonly appId: AppId }) => void;
  /**
   * The legs of an app that are connected to one of these ids, the legs under the ids themselves included; only these where the ids
   * connect more than the index follows.
   */
  readonly connectedTo: (appId: AppId, ids: readonly DialpadId[]) => readonly DialpadId[];
  /** The same, but of too many the first that are found, so that it shows that they are. */
  readonly firstConnectedTo: (appId: AppId, ids: readonly DialpadId[]) => readonly DialpadId[];
}

/** An index of these legs, which follows no conversation of more than `maxLegs`. */
export const makeLegIndex = (
  legs: readonly (Leg & { readonly appId: AppId })[],
  maxLegs: number = MAX_LEGS,
): LegIndex => {
  const legsNaming = new Map<string, Set<DialpadId>>();
  const namedBy = new Map<string, readonly DialpadId[]>();
  const keyOf = (appId: AppId, id: DialpadId): string => `${appId} ${id}`;

  const add: LegIndex['add'] = (leg) => {
    const relatives = relativesOf(leg);
    namedBy.set(keyOf(leg.appId, leg.dialpadCallId), relatives);
    for (const id of relatives) {
      const key = keyOf(leg.appId, id);
      legsNaming.set(key, (legsNaming.get(key) ?? new Set()).add(leg.dialpadCallId));
    }
  };

  const ownOf = (appId: AppId, ids: readonly DialpadId[]): readonly DialpadId[] =>
    ids.filter((id) => namedBy.has(keyOf(appId, id)));

  const firstConnectedTo: LegIndex['firstConnectedTo'] = (appId, ids) => {
    const asked = new Set<DialpadId>(ids);
    const found = new Set(ownOf(appId, ids));
    // Iterating a Set also visits ids added during the loop, so it ends when no new id is found.
    for (const id of asked) {
      for (const leg of legsNaming.get(keyOf(appId, id)) ?? []) {
        found.add(leg);
        if (found.size > maxLegs) return [...found];
        for (const relative of namedBy.get(keyOf(appId, leg)) ?? []) asked.add(relative);
      }
    }
    return [...found];
  };

  legs.forEach(add);
  return {
    add,
    firstConnectedTo,
    connectedTo: (appId, ids) => {
      const found = firstConnectedTo(appId, ids);
      return found.length > maxLegs ? ownOf(appId, ids) : found;
    },
  };
};
