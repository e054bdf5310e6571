import type { Country } from '../../../../../domain/country.js';
import type { DialpadId } from '../../../../../domain/dialpad-id.js';
import type { AppId, VoicemailId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';
import {
  type Voicemail,
  type VoicemailKey,
  type VoicemailView,
  viewOfVoicemail,
} from '../../../../../domain/voicemail/voicemail.js';
import { restoreVoicemail } from '../../../../wire/stored/restore-voicemail.js';
import { parseStored } from '../../../../wire/stored/with-defaults.js';
import { numberKeyOf } from '../../number-keys.js';

/** A voicemail: its facts, and columns derived from them for queries. */
export interface VoicemailRow {
  readonly id: VoicemailId;
  readonly app_id: AppId;
  /** The first key that it began with. */
  readonly voicemail_key: VoicemailKey;
  /** JSON of all keys that it is known by; null in a row that an older version wrote. */
  readonly keys: string | null;
  /** JSON of `VoicemailFacts`. */
  readonly facts: string;
  readonly dialpad_call_id: DialpadId | null;
  readonly dialpad_user_id: DialpadId | null;
  readonly from_number: string | null;
  readonly from_key: string | null;
  readonly to_number: string | null;
  readonly to_key: string | null;
  readonly recording_url: string | null;
  readonly transcript: string | null;
  readonly duration_seconds: number | null;
  readonly deleted_at: Timestamp | null;
  readonly revision: number;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** The columns that a view of a voicemail is made from. */
export const SHOWN_VOICEMAIL_COLUMNS = [
  'id',
  'app_id',
  'dialpad_call_id',
  'dialpad_user_id',
  'from_number',
  'to_number',
  'recording_url',
  'transcript',
  'duration_seconds',
  'created_at',
  'updated_at',
] as const;

export const voicemailViewOf = (row: Pick<VoicemailRow, (typeof SHOWN_VOICEMAIL_COLUMNS)[number]>): VoicemailView => ({
  id: row.id,
  appId: row.app_id,
  dialpadCallId: row.dialpad_call_id,
  dialpadUserId: row.dialpad_user_id,
  fromNumber: row.from_number,
  toNumber: row.to_number,
  recordingUrl: row.recording_url,
  transcript: row.transcript,
  durationSeconds: row.duration_seconds,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** The columns that a voicemail is made from; the others are derived. */
export const VOICEMAIL_COLUMNS = [
  'id',
  'app_id',
  'voicemail_key',
  'keys',
  'facts',
  'deleted_at',
  'revision',
  'created_at',
  'updated_at',
] as const;

export const voicemailOf = (row: Pick<VoicemailRow, (typeof VOICEMAIL_COLUMNS)[number]>): Voicemail =>
  restoreVoicemail({
    id: row.id,
    appId: row.app_id,
    key: row.voicemail_key,
    keys: row.keys === null ? undefined : parseStored(row.keys),
    facts: parseStored(row.facts),
    deletedAt: row.deleted_at,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });

export const voicemailRowOf = (voicemail: Voicemail, country: Country): VoicemailRow => {
  const view = viewOfVoicemail(voicemail);
  return {
    id: voicemail.id,
    app_id: voicemail.appId,
    voicemail_key: voicemail.key,
    keys: JSON.stringify(voicemail.keys),
    facts: JSON.stringify(voicemail.facts),
    dialpad_call_id: view.dialpadCallId,
    dialpad_user_id: view.dialpadUserId,
    from_number: view.fromNumber,
    from_key: numberKeyOf(view.fromNumber, country),
    to_number: view.toNumber,
    to_key: numberKeyOf(view.toNumber, country),
    recording_url: view.recordingUrl,
    transcript: view.transcript,
    duration_seconds: view.durationSeconds,
    deleted_at: voicemail.deletedAt,
    revision: voicemail.revision,
    created_at: voicemail.createdAt,
    updated_at: voicemail.updatedAt,
  };
};
