import type { DialpadId } from '../dialpad-id.js';
import type { Direction } from '../direction.js';
import type { AppId, CallId } from '../ids.js';
import { changed } from '../merge.js';
import type { Timestamp } from '../timestamp.js';
import { type CallFacts, type CallObservation, callFactsOf, mergeCallFacts } from './call-facts.js';
import { type CallStatus, isLive, statusOf } from './call-status.js';

/**
 * A call is what has been observed of it. Observations come late, twice and in any order, so a call is not a state that
 * events move along: it is a growing set of facts, and its status is read off them. The same observations always make the
 * same call, and one that is over stays over.
 */
export interface Call {
  readonly id: CallId;
  readonly appId: AppId;
  readonly dialpadCallId: DialpadId;
  readonly facts: CallFacts;
  /** What the CRM has been told of this call, so that it is told nothing twice. */
  readonly announced: readonly Announcement[];
  /** Counts the changes; of two writers that started from the same revision, one must start again. */
  readonly revision: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** The news about a call that a CRM is told. */
export type CallNews = 'call.ring' | 'call.started' | 'call.ended' | 'call.missed' | 'call.recording.completed';

/** A piece of news, as it is remembered: each recording is one of its own. */
type Announcement = Exclude<CallNews, 'call.recording.completed'> | `recording ${string}`;

/** A call as others see it. */
export interface CallView {
  readonly id: CallId;
  readonly appId: AppId;
  readonly dialpadCallId: DialpadId;
  readonly direction: Direction | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly status: CallStatus;
  readonly dialpadUserId: DialpadId | null;
  readonly startedAt: Timestamp;
  readonly endedAt: Timestamp | null;
  /** Whole seconds; null while the call goes on, see {@link durationAt}. */
  readonly durationSeconds: number | null;
  readonly recordingUrl: string | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/**
 * Adds one observation to a call, or begins the call with it. Returns the call, the same one if nothing was new, and the
 * news to tell, in order.
 */
export const observe = (
  found: Call | null,
  seen: CallObservation,
  fresh: { readonly id: CallId; readonly appId: AppId; readonly now: Timestamp },
): { readonly call: Call; readonly news: readonly CallNews[] } => {
  const told = callFactsOf(seen);
  const facts = found === null ? told : mergeCallFacts.concat(found.facts, told);
  if (found !== null && !changed(found.facts, facts)) return { call: found, news: [] };

  const announced = found?.announced ?? [];
  const untold = due(facts, announced).filter((one) => !announced.includes(one));
  const call: Call = {
    id: found?.id ?? fresh.id,
    appId: found?.appId ?? fresh.appId,
    dialpadCallId: seen.dialpadCallId,
    facts,
    announced: [...announced, ...untold],
    revision: (found?.revision ?? 0) + 1,
    createdAt: found?.createdAt ?? fresh.now,
    updatedAt: found?.updatedAt ?? fresh.now,
  };
  const looksNew = found === null || changed(viewOf(found), viewOf(call));
  return { call: looksNew ? { ...call, updatedAt: fresh.now } : call, news: untold.map(newsOf) };
};

/** What should have been told by now: where the call stands, and its recording. */
const due = (facts: CallFacts, announced: readonly Announcement[]): readonly Announcement[] => {
  const standing = standingNews(facts, announced);
  const recording = recordingOf(facts);
  return [...(standing === null ? [] : [standing]), ...(recording === null ? [] : [`recording ${recording}` as const])];
};

const newsOf = (announcement: Announcement): CallNews =>
  isRecording(announcement) ? 'call.recording.completed' : announcement;

const isRecording = (announcement: Announcement): announcement is `recording ${string}` =>
  announcement.startsWith('recording ');

/** Only the present is told: a ring that is seen after the call was answered is history. */
const standingNews = (facts: CallFacts, announced: readonly Announcement[]): Announcement | null => {
  const status = statusOf(facts);
  switch (status) {
    case 'ringing':
      return facts.witnessed ? 'call.ring' : null;
    case 'active':
      return 'call.started';
    case 'missed':
      return 'call.missed';
    case 'ended':
    case 'rejected':
      return 'call.ended';
    case 'voicemail': {
      // The voicemail is news of its own; a screen that still shows the call must learn that it is over.
      const shown = announced.includes('call.ring') || announced.includes('call.started');
      return shown && !announced.includes('call.missed') ? 'call.ended' : null;
    }
    default:
      return status satisfies never;
  }
};

const recordingOf = (facts: CallFacts): string | null =>
  facts.recordingUrl?.value ?? facts.companyRecordingUrl?.value ?? null;

/** Reads a call off its facts. */
export const viewOf = (call: Call): CallView => {
  const { facts } = call;
  const status = statusOf(facts);
  return {
    id: call.id,
    appId: call.appId,
    dialpadCallId: call.dialpadCallId,
    direction: facts.direction?.value ?? null,
    fromNumber: facts.fromNumber?.value ?? null,
    toNumber: facts.toNumber?.value ?? null,
    status,
    dialpadUserId: facts.dialpadUserId?.value ?? null,
    startedAt: facts.startedAt.at,
    endedAt: facts.endedAt?.at ?? null,
    durationSeconds: isLive(status) ? null : conversationSeconds(facts),
    recordingUrl: recordingOf(facts),
    createdAt: call.createdAt,
    updatedAt: call.updatedAt,
  };
};

/** What the source says, else from answer (or, where that was not seen, start) to end, else none if nobody answered. */
const conversationSeconds = (facts: CallFacts): number | null => {
  if (facts.durationSeconds !== null) return facts.durationSeconds.value;
  if (statusOf(facts) !== 'ended') return 0;
  return facts.endedAt === null ? null : secondsBetween((facts.connectedAt ?? facts.startedAt).at, facts.endedAt.at);
};

/** How long the call took or, while it goes on, has taken by `now`; in whole seconds. */
export const durationAt = (call: CallView, now: Timestamp): number | null =>
  isLive(call.status) ? secondsBetween(call.startedAt, now) : call.durationSeconds;

const secondsBetween = (from: Timestamp, to: Timestamp): number => Math.max(0, Math.round((to - from) / 1000));
