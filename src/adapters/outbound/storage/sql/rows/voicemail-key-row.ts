import type { AppId, VoicemailId } from '../../../../../domain/ids.js';
import type { VoicemailKey } from '../../../../../domain/voicemail/voicemail.js';

/** A key that a voicemail is known by. */
export interface VoicemailKeyRow {
  readonly app_id: AppId;
  readonly voicemail_key: VoicemailKey;
  readonly voicemail_id: VoicemailId;
}
