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

/** Groups legs into conversations, whatever their order. */
export const conversationsOf = <L extends Leg>(legs: readonly L[]): readonly (readonly L[])[] => {
  const groups = new Map<DialpadId, { readonly ids: Set<DialpadId>; readonly legs: L[] }>();
  const join = (id: DialpadId, group: { readonly ids: Set<DialpadId>; readonly legs: L[] }): void => {
    group.ids.add(id);
    groups.set(id, group);
  };
  for (const leg of legs) {
    const ids = relativesOf(leg);
    const touched = new Set(ids.flatMap((id) => groups.get(id) ?? []));
    // Smaller groups move into the largest one, so that a leg moves only as often as its group doubles.
    const [largest = { ids: new Set<DialpadId>(), legs: [] }, ...smaller] =
      touched.size > 1 ? [...touched].sort((x, y) => y.legs.length - x.legs.length) : touched;
    for (const id of ids) join(id, largest);
    largest.legs.push(leg);
    for (const group of smaller) {
      for (const id of group.ids) join(id, largest);
      largest.legs.push(...group.legs);
    }
  }
  return [...new Set(groups.values())].map((group) => group.legs);
};

/** Legs of any number of apps, found by the ids that connect them. */
export interface LegIndex {
  /** Adds a leg, or the ids that a known leg has come to name. */
  readonly add: (leg: Leg & { readonly appId: AppId }) => void;
  /** The legs of an app that are connected to one of these ids, the legs under the ids themselves included. */
  readonly connectedTo: (appId: AppId, ids: readonly DialpadId[]) => readonly DialpadId[];
}

/** An index of these legs. A conversation of more than `maxLegs` is not followed: only the legs under the given ids are found. */
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

  const connectedTo: LegIndex['connectedTo'] = (appId, ids) => {
    const asked = new Set<DialpadId>(ids);
    const found = new Set<DialpadId>();
    // Iterating a Set also visits ids added during the loop, so it ends when no new id is found.
    for (const id of asked) {
      for (const leg of legsNaming.get(keyOf(appId, id)) ?? []) {
        found.add(leg);
        if (found.size > maxLegs) return ids.filter((own) => namedBy.has(keyOf(appId, own)));
        for (const relative of namedBy.get(keyOf(appId, leg)) ?? []) asked.add(relative);
      }
    }
    return [...found];
  };

  legs.forEach(add);
  return { add, connectedTo };
};
