import * as Semigroup from 'fp-ts/lib/Semigroup.js';
import type { DialpadId } from '../dialpad-id.js';
import type { AppId, VoicemailId } from '../ids.js';
import { changed, type Known, known, latestKnown } from '../merge.js';
import type { Timestamp } from '../timestamp.js';

/** What one source says about a message in the mailbox. It is proof of the message: a call that only reaches the mailbox makes none. */
export interface VoicemailObservation {
  readonly key: VoicemailKey;
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

/** Identifies a voicemail within an app: by the call that left it or, if none is named, by the recording. */
export type VoicemailKey = `call:${DialpadId}` | `recording:${DialpadId}`;

export interface VoicemailFacts {
  readonly dialpadCallId: Known<DialpadId> | null;
  readonly dialpadUserId: Known<DialpadId> | null;
  readonly fromNumber: Known<string> | null;
  readonly toNumber: Known<string> | null;
  readonly recordingUrl: Known<string> | null;
  readonly transcript: Known<string> | null;
  readonly durationSeconds: Known<number> | null;
}

/** A message that a caller left; audio and transcript follow when they are ready. */
export interface Voicemail {
  readonly id: VoicemailId;
  readonly appId: AppId;
  readonly key: VoicemailKey;
  readonly facts: VoicemailFacts;
  /** A deleted voicemail stays as a marker, so that a late event does not bring it back. */
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
  dialpadCallId: latestKnown(),
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
 * Adds one observation to a voicemail, or begins the voicemail with it. The first is announced as `voicemail.received`, later visible
 * changes as `voicemail.updated`; a deleted voicemail stays deleted and announces nothing.
 */
export const observeVoicemail = (
  found: Voicemail | null,
  seen: VoicemailObservation,
  fresh: { readonly id: VoicemailId; readonly appId: AppId; readonly now: Timestamp },
): { readonly voicemail: Voicemail; readonly eventTypes: readonly VoicemailEventType[] } => {
  if (found === null) {
    const { id, appId, now } = fresh;
    const begun = { id, appId, key: seen.key, facts: factsOf(seen), deletedAt: null, revision: 1 };
    return { voicemail: { ...begun, createdAt: now, updatedAt: now }, eventTypes: ['voicemail.received'] };
  }
  const facts = mergeFacts.concat(found.facts, factsOf(seen));
  if (found.deletedAt !== null || !changed(found.facts, facts)) return { voicemail: found, eventTypes: [] };

  const voicemail = { ...found, facts, revision: found.revision + 1 };
  return changed(viewOfVoicemail(found), viewOfVoicemail(voicemail))
    ? { voicemail: { ...voicemail, updatedAt: fresh.now }, eventTypes: ['voicemail.updated'] }
    : { voicemail, eventTypes: [] };
};

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
