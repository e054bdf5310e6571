import { isLive } from '../call/call-status.js';
import type { CallView } from '../call/call-view.js';
import { wasAnswered } from '../call/was-answered.js';
import { mergeRanges, type TimeRange } from '../coverage/time-range.js';
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

/** The calls that reached a person, or that the person made. */
export interface PersonsTally extends Tally {
  readonly dialpadUserId: DialpadId;
}

/** The calls of a time range, counted. */
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
  /** Sums up what was added, in steps of one conversation, so that many can give way to other work. */
  readonly statistics: () => Generator<void, CallStatistics>;
}

/** What is known of a conversation so far. */
interface Conversation {
  readonly startedAt: Timestamp;
  direction: Direction | null;
  isAnswered: boolean;
  /** A leg rings or goes on. */
  isLive: boolean;
  hasVoicemail: boolean;
  /** From the answer to the end of each leg that is over. */
  readonly talks: TimeRange[];
  readonly people: Map<DialpadId, { isAnswered: boolean; readonly talks: TimeRange[] }>;
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
    *statistics() {
      const total = nothing();
      const tallies = buckets.map(nothing);
      const people = new Map<DialpadId, MutableTally>();
      for (const one of conversations.values()) {
        count(total, one);
        const tally = tallies[bucketOf(buckets, one.startedAt)];
        if (tally !== undefined) count(tally, one);
        countPeople(people, one);
        yield;
      }
      const ofPeople = [...people].map(([dialpadUserId, tally]) => ({ dialpadUserId, ...tally }));
      return { total, buckets: tallies, people: ofPeople.sort((x, y) => y.calls - x.calls) };
    },
  };
};

const newConversation = ({ startedAt }: BriefCall): Conversation => ({
  ...{ startedAt, direction: null, isAnswered: false, isLive: false },
  ...{ hasVoicemail: false, talks: [], people: new Map() },
});

const note = (known: Conversation, leg: BriefCall): void => {
  known.direction ??= leg.direction;
  known.hasVoicemail ||= leg.status === 'voicemail';
  known.isLive ||= isLive(leg.status);
  const isAnswered = wasAnswered(leg);
  const talks = isAnswered ? talkOf(leg) : [];
  known.isAnswered ||= isAnswered;
  known.talks.push(...talks);
  if (leg.dialpadUserId === null) return;
  const person = known.people.get(leg.dialpadUserId) ?? { isAnswered: false, talks: [] };
  known.people.set(leg.dialpadUserId, person);
  person.isAnswered ||= isAnswered;
  person.talks.push(...talks);
};

const talkOf = ({ endedAt, durationSeconds }: BriefCall): readonly TimeRange[] =>
  endedAt === null ? [] : [{ from: endedAt - (durationSeconds ?? 0) * 1000, to: endedAt }];

/** The line's leg and the person's last through the same talk, which counts once; a call that is passed on has one after the other. */
const secondsOf = (talks: readonly TimeRange[]): number =>
  mergeRanges(talks).reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);

type MutableTally = { -readonly [K in keyof Tally]: Tally[K] };

const nothing = (): MutableTally => ({
  ...{ calls: 0, inbound: 0, outbound: 0, answered: 0, missed: 0, voicemails: 0 },
  ...{ talkSeconds: 0, waitSeconds: 0, waits: 0 },
});

const count = (tally: MutableTally, one: Conversation): void => {
  countParts(tally, one, one.isAnswered);
  countTimes(tally, one, one.talks);
};

/** Of calls that are over: of one that goes on it is not known yet how long it will last. */
const countTimes = (
  tally: MutableTally,
  { startedAt, isLive: goesOn, talks: all }: Conversation,
  talks: readonly TimeRange[],
): void => {
  if (goesOn || talks.length === 0) return;
  const answeredAt = all.reduce((earliest, { from }) => Math.min(earliest, from), Number.POSITIVE_INFINITY);
  tally.talkSeconds += secondsOf(talks);
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
  for (const [user, { isAnswered, talks }] of one.people) {
    const tally = people.get(user) ?? nothing();
    people.set(user, tally);
    countParts(tally, one, isAnswered);
    countTimes(tally, one, talks);
  }
};
