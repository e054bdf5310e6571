import type { CallView } from '../call/call-view.js';
import { wasAnswered } from '../call/was-answered.js';
import type { DialpadId } from '../dialpad-id.js';
import type { Direction } from '../direction.js';
import type { Timestamp } from '../timestamp.js';
import { bucketOf, type TimeBucket } from './time-buckets.js';

/** What statistics need of a leg. */
export type BriefCall = Pick<
  CallView,
  'id' | 'conversationId' | 'direction' | 'status' | 'dialpadUserId' | 'startedAt' | 'endedAt' | 'durationSeconds'
>;

/** Sums over calls. A call here is a conversation: all its legs count once, where its first leg began. */
export interface Tally {
  readonly calls: number;
  readonly inbound: number;
  readonly outbound: number;
  /** In which a person answered, on either side. */
  readonly answered: number;
  /** Inbound, over, and nobody answered; those that left a voicemail are among them. */
  readonly missed: number;
  readonly voicemails: number;
  /** Seconds between the answer and the end, of the calls that are over. */
  readonly talkSeconds: number;
  /** Seconds between the start and the answer, and of how many calls they are known: answered ones that are over. */
  readonly waitSeconds: number;
  readonly waits: number;
}

export interface PersonsTally extends Tally {
  readonly dialpadUserId: DialpadId;
}

export interface CallStatistics {
  readonly total: Tally;
  /** Of each bucket, in the order of the buckets. */
  readonly buckets: readonly Tally[];
  /** Of the people whose phones rang or who called, the one with the most calls first. */
  readonly people: readonly PersonsTally[];
}

/** Legs are added in the order of their start. */
export interface CallCounter {
  readonly add: (leg: BriefCall) => void;
  readonly statistics: () => CallStatistics;
}

/** What is known of a conversation so far. */
interface Conversation {
  readonly startedAt: Timestamp;
  direction: Direction | null;
  answeredAt: Timestamp | null;
  isAnswered: boolean;
  isLive: boolean;
  hasVoicemail: boolean;
  talkSeconds: number;
  readonly people: Map<DialpadId, { isAnswered: boolean; talkSeconds: number }>;
}

/** Counts the calls of legs into buckets. */
export const makeCallCounter = (buckets: readonly TimeBucket[]): CallCounter => {
  const conversations = new Map<DialpadId, Conversation>();
  return {
    add: (leg) => {
      const known = conversations.get(leg.conversationId) ?? newConversation(leg);
      conversations.set(leg.conversationId, known);
      note(known, leg);
    },
    statistics: () => {
      const total = nothing();
      const tallies = buckets.map(nothing);
      const people = new Map<DialpadId, MutableTally>();
      for (const one of conversations.values()) {
        count(total, one);
        const tally = tallies[bucketOf(buckets, one.startedAt)];
        if (tally !== undefined) count(tally, one);
        countPeople(people, one);
      }
      const ofPeople = [...people].map(([dialpadUserId, tally]) => ({ dialpadUserId, ...tally }));
      return { total, buckets: tallies, people: ofPeople.sort((x, y) => y.calls - x.calls) };
    },
  };
};

const newConversation = ({ startedAt }: BriefCall): Conversation => ({
  ...{ startedAt, direction: null, answeredAt: null, isAnswered: false, isLive: false },
  ...{ hasVoicemail: false, talkSeconds: 0, people: new Map() },
});

const note = (known: Conversation, leg: BriefCall): void => {
  known.direction ??= leg.direction;
  known.hasVoicemail ||= leg.status === 'voicemail';
  known.isLive ||= leg.status === 'ringing';
  const isAnswered = wasAnswered(leg);
  const talked = isAnswered && leg.endedAt !== null ? (leg.durationSeconds ?? 0) : 0;
  if (isAnswered) noteAnswer(known, leg, talked);
  if (leg.dialpadUserId === null) return;
  const person = known.people.get(leg.dialpadUserId) ?? { isAnswered: false, talkSeconds: 0 };
  known.people.set(leg.dialpadUserId, {
    isAnswered: person.isAnswered || isAnswered,
    talkSeconds: person.talkSeconds + talked,
  });
};

/** The line's leg and the person's both last as long as the talk, so the longest counts. */
const noteAnswer = (known: Conversation, { endedAt }: BriefCall, talked: number): void => {
  known.isAnswered = true;
  known.talkSeconds = Math.max(known.talkSeconds, talked);
  if (endedAt === null) return;
  const answeredAt = endedAt - talked * 1000;
  known.answeredAt = known.answeredAt === null ? answeredAt : Math.min(known.answeredAt, answeredAt);
};

type MutableTally = { -readonly [K in keyof Tally]: Tally[K] };

const nothing = (): MutableTally => ({
  ...{ calls: 0, inbound: 0, outbound: 0, answered: 0, missed: 0, voicemails: 0 },
  ...{ talkSeconds: 0, waitSeconds: 0, waits: 0 },
});

const count = (tally: MutableTally, one: Conversation): void => {
  countParts(tally, one, one.isAnswered);
  tally.talkSeconds += one.talkSeconds;
  countWait(tally, one);
};

/** How long the caller waited, where that is known. */
const countWait = (tally: MutableTally, { answeredAt, startedAt }: Conversation): void => {
  if (answeredAt === null) return;
  tally.waitSeconds += Math.max(0, answeredAt - startedAt) / 1000;
  tally.waits += 1;
};

const countParts = (tally: MutableTally, one: Conversation, isAnswered: boolean): void => {
  tally.calls += 1;
  if (one.direction === 'inbound') tally.inbound += 1;
  if (one.direction === 'outbound') tally.outbound += 1;
  if (isAnswered) tally.answered += 1;
  if (one.direction === 'inbound' && !one.isAnswered && !one.isLive) tally.missed += 1;
  if (one.hasVoicemail && !one.isAnswered) tally.voicemails += 1;
};

/** A call that rang several people counts for each of them. Nobody misses a call that somebody else answered. */
const countPeople = (people: Map<DialpadId, MutableTally>, one: Conversation): void => {
  for (const [user, { isAnswered, talkSeconds }] of one.people) {
    const tally = people.get(user) ?? nothing();
    people.set(user, tally);
    countParts(tally, one, isAnswered);
    tally.talkSeconds += talkSeconds;
    if (isAnswered) countWait(tally, one);
  }
};
