import type { CallView } from '../call/call-view.js';
import { wasAnswered } from '../call/was-answered.js';
import type { DialpadId } from '../dialpad-id.js';
import type { Timestamp } from '../timestamp.js';

/** A leg, and the CRM user whom it concerns. */
export type AttributedLeg = Pick<
  CallView,
  'conversationId' | 'status' | 'startedAt' | 'durationSeconds' | 'details'
> & {
  readonly crmUserId: string | null;
};

/** What is known of the calls with one number. A call here is a conversation: all its legs count once. */
export interface CallerHistory<Leg> {
  readonly calls: number;
  /** Those in which a person answered. */
  readonly answered: number;
  readonly firstAt: Timestamp | null;
  readonly lastAt: Timestamp | null;
  /** The leg that tells most of the last call: one that was answered, else the newest. */
  readonly lastCall: Leg | null;
  /** The CRM users who answered, the last one first. */
  readonly crmUsers: readonly HandledBy[];
}

/** A CRM user who answered calls with the number, and in how many of them. */
export interface HandledBy {
  readonly crmUserId: string;
  readonly calls: number;
  readonly lastAt: Timestamp;
}

/** Sums up the legs of calls with one number, newest first. */
export const callerHistory = <Leg extends AttributedLeg>(legs: readonly Leg[]): CallerHistory<Leg> => {
  const conversations = byConversation(legs);
  const [last = []] = conversations;
  return {
    calls: conversations.length,
    answered: conversations.filter((some) => some.some(wasAnswered)).length,
    firstAt: legs.at(-1)?.startedAt ?? null,
    lastAt: legs[0]?.startedAt ?? null,
    lastCall: last.find(wasAnswered) ?? last[0] ?? null,
    crmUsers: handledBy(conversations),
  };
};

/** The legs of each conversation, in the order of the newest legs. */
const byConversation = <Leg extends AttributedLeg>(legs: readonly Leg[]): readonly (readonly Leg[])[] => {
  const found = new Map<DialpadId, Leg[]>();
  for (const leg of legs) {
    const known = found.get(leg.conversationId);
    if (known === undefined) found.set(leg.conversationId, [leg]);
    else known.push(leg);
  }
  return [...found.values()];
};

/** On a leg that was answered, its person is the one who did. */
const handledBy = (conversations: readonly (readonly AttributedLeg[])[]): readonly HandledBy[] => {
  const found = new Map<string, HandledBy>();
  for (const legs of conversations) {
    for (const crmUserId of new Set(legs.filter(wasAnswered).flatMap((leg) => leg.crmUserId ?? []))) {
      const { calls, lastAt } = found.get(crmUserId) ?? { calls: 0, lastAt: legs[0]?.startedAt ?? 0 };
      found.set(crmUserId, { crmUserId, calls: calls + 1, lastAt });
    }
  }
  return [...found.values()];
};
