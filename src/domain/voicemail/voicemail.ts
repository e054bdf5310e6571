import * as Semigroup from 'fp-ts/lib/Semigroup.js';
import type { DialpadId } from '../dialpad-id.js';
import type { AppId, VoicemailId } from '../ids.js';
import { changed, earliestKnown, type Known, known, latestKnown, steady } from '../merge.js';
import type { Timestamp } from '../timestamp.js';

/** What one source says about a message in the mailbox. It is proof of the message: a call that only reaches the mailbox makes none. */
export interface VoicemailObservation {
  /** Everything that the source calls the message by, the most telling first. */
  readonly keys: readonly [VoicemailKey, ...VoicemailKey[]];
  readonly receivedAt: Timestamp;
  /** When it happened, by the source's own clock; null if the source does not say. */
  readonly happenedAt: Timestamp | null;
  readonly dialpadCallId?: DialpadId | null;
  readonly dialpadUserId?: DialpadId | null;
  readonly fromNumber?: string | null;
  readonly toNumber?: string | null;
  readonly recordingUrl?: string | null;
  /** The address is a page that plays the recording; the address of the audio itself replaces it. */
  readonly isRecordingPage?: boolean;
  readonly transcript?: string | null;
  readonly durationSeconds?: number | null;
}

/**
 * What a voicemail is known by within an app: a leg of the call that left it, or its recording. A message has no other id: what relays
 * call a voicemail id is that of the recording.
 */
export type VoicemailKey = `call:${DialpadId}` | `recording:${DialpadId}`;

/** No message has more keys. Of more, the recordings come first, then the smallest ids, in whatever order they became known. */
export const MAX_VOICEMAIL_KEYS = 200;

export interface VoicemailFacts {
  /** The first leg that brought the message; other legs may carry the same message later. */
  readonly dialpadCallId: Known<DialpadId> | null;
  readonly dialpadUserId: Known<DialpadId> | null;
  readonly fromNumber: Known<string> | null;
  readonly toNumber: Known<string> | null;
  readonly recordingUrl: Known<string> | null;
  readonly transcript: Known<string> | null;
  readonly durationSeconds: Known<number> | null;
}

/**
 * A message that a caller left; audio and transcript follow when they are ready. It is known by every key that an event named it by, and
 * an event that names any of them is about it. No two voicemails of an app have a key in common: where an event connects two, the older
 * takes over the keys and the facts of the other.
 */
export interface Voicemail {
  readonly id: VoicemailId;
  readonly appId: AppId;
  /** The first key that it began with. It never changes, whoever has the key later. */
  readonly key: VoicemailKey;
  /** Every key that it is known by, sorted. None once another voicemail has absorbed it. */
  readonly keys: readonly VoicemailKey[];
  readonly facts: VoicemailFacts;
  /** A voicemail that was deleted or absorbed stays as a marker, so that a late event does not bring it back. */
  readonly deletedAt: Timestamp | null;
  /** Counts the changes; of two writers that started from the same revision, one must start again. */
  readonly revision: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export type VoicemailEventType = 'voicemail.received' | 'voicemail.updated';

/** A voicemail as others see it. */
export interface VoicemailView {
  readonly id: VoicemailId;
  readonly appId: AppId;
  readonly dialpadCallId: DialpadId | null;
  readonly dialpadUserId: DialpadId | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly recordingUrl: string | null;
  readonly transcript: string | null;
  /** Whole seconds. */
  readonly durationSeconds: number | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

const mergeFacts: Semigroup.Semigroup<VoicemailFacts> = Semigroup.struct<VoicemailFacts>({
  dialpadCallId: earliestKnown(),
  dialpadUserId: latestKnown(),
  fromNumber: latestKnown(),
  toNumber: latestKnown(),
  recordingUrl: latestKnown(),
  transcript: latestKnown(),
  durationSeconds: latestKnown(),
});

const factsOf = (seen: VoicemailObservation): VoicemailFacts => ({
  dialpadCallId: known(seen.dialpadCallId, seen.happenedAt),
  dialpadUserId: known(seen.dialpadUserId, seen.happenedAt),
  fromNumber: known(seen.fromNumber, seen.happenedAt),
  toNumber: known(seen.toNumber, seen.happenedAt),
  recordingUrl: known(seen.recordingUrl, seen.isRecordingPage === true ? null : seen.happenedAt),
  transcript: known(seen.transcript, seen.happenedAt),
  durationSeconds: known(seen.durationSeconds, seen.happenedAt),
});

/**
 * Adds one observation to a voicemail, or begins the voicemail with it. `others` are the voicemails that the observation connects with
 * `found`, which takes over what they are and are known by; save each of them as `absorbed`. The first observation is announced as
 * `voicemail.received`, later visible changes as `voicemail.updated`. A message that was deleted, under any of its keys, stays deleted
 * and announces nothing.
 */
export const observeVoicemail = (
  found: Voicemail | null,
  seen: VoicemailObservation,
  fresh: { readonly id: VoicemailId; readonly appId: AppId; readonly now: Timestamp },
  others: readonly Voicemail[] = [],
): { readonly voicemail: Voicemail; readonly eventTypes: readonly VoicemailEventType[] } => {
  if (found === null) {
    const { id, appId, now } = fresh;
    const begun = { id, appId, key: seen.keys[0], keys: union(seen.keys), facts: factsOf(seen), deletedAt: null };
    return { voicemail: { ...begun, revision: 1, createdAt: now, updatedAt: now }, eventTypes: ['voicemail.received'] };
  }
  const merged = withObservation(others.reduce(takeOver, found), seen);
  if (!changed(found, merged)) return { voicemail: found, eventTypes: [] };

  const voicemail = { ...merged, revision: found.revision + 1 };
  return voicemail.deletedAt === null && changed(viewOfVoicemail(found), viewOfVoicemail(voicemail))
    ? { voicemail: { ...voicemail, updatedAt: fresh.now }, eventTypes: ['voicemail.updated'] }
    : { voicemail, eventTypes: [] };
};

const takeOver = (into: Voicemail, other: Voicemail): Voicemail => ({
  ...into,
  keys: union(into.keys, other.keys),
  facts: mergeFacts.concat(into.facts, other.facts),
  deletedAt: into.deletedAt ?? other.deletedAt,
});

/** Of a deleted voicemail only the keys grow, so that no event under a new key brings it back. */
const withObservation = (voicemail: Voicemail, seen: VoicemailObservation): Voicemail => {
  const merged = union(voicemail.keys, seen.keys);
  const isSame = merged.length === voicemail.keys.length && merged.every((key, index) => key === voicemail.keys[index]);
  const keys = isSame ? voicemail.keys : merged;
  if (voicemail.deletedAt !== null) return { ...voicemail, keys };
  return { ...voicemail, keys, facts: steady(mergeFacts).concat(voicemail.facts, factsOf(seen)) };
};

/** All the keys, sorted. A part of them is left out only because of others that stay, so that the order of unions does not matter. */
const union = (...keys: readonly (readonly VoicemailKey[])[]): readonly VoicemailKey[] => {
  const all = [...new Set(keys.flat())];
  const kept = all.length > MAX_VOICEMAIL_KEYS ? all.sort(mostTellingFirst).slice(0, MAX_VOICEMAIL_KEYS) : all;
  return kept.sort();
};

/** Recordings before legs; in each the smallest id first. */
const mostTellingFirst = (x: VoicemailKey, y: VoicemailKey): number => {
  const byKind = Number(y.startsWith('recording:')) - Number(x.startsWith('recording:'));
  return byKind || x.length - y.length || (x < y ? -1 : 1);
};

/** What is left of a voicemail that another has absorbed: a marker that nothing finds. */
export const absorbed = (voicemail: Voicemail, now: Timestamp): Voicemail => ({
  ...voicemail,
  keys: [],
  deletedAt: voicemail.deletedAt ?? now,
  revision: voicemail.revision + 1,
  updatedAt: now,
});

/** Shows a voicemail as its facts describe it. */
export const viewOfVoicemail = ({ facts, ...voicemail }: Voicemail): VoicemailView => ({
  id: voicemail.id,
  appId: voicemail.appId,
  dialpadCallId: facts.dialpadCallId?.value ?? null,
  dialpadUserId: facts.dialpadUserId?.value ?? null,
  fromNumber: facts.fromNumber?.value ?? null,
  toNumber: facts.toNumber?.value ?? null,
  recordingUrl: facts.recordingUrl?.value ?? null,
  transcript: facts.transcript?.value ?? null,
  durationSeconds: facts.durationSeconds?.value ?? null,
  createdAt: voicemail.createdAt,
  updatedAt: voicemail.updatedAt,
});
