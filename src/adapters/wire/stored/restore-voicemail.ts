import type { Voicemail, VoicemailFacts } from '../../../domain/voicemail/voicemail.js';
import { VOICEMAIL_FACT_FIELDS, VoicemailKeyText } from './voicemail-fields.js';
import { Unreadable, withDefaults } from './with-defaults.js';

/** A voicemail as it is stored, perhaps by a version that knew it by its first key only, or with fewer facts. */
export type StoredVoicemail = Omit<Voicemail, 'keys' | 'facts'> & {
  readonly keys?: Voicemail['keys'] | undefined;
  readonly facts: Partial<VoicemailFacts>;
};

const UNKNOWN_FACTS: VoicemailFacts = {
  dialpadCallId: null,
  dialpadUserId: null,
  fromNumber: null,
  toNumber: null,
  recordingUrl: null,
  transcript: null,
  durationSeconds: null,
};

const factsOf = withDefaults<VoicemailFacts>('the facts of a voicemail', VOICEMAIL_FACT_FIELDS);

/** Leaves the fields in their order, so that an archive is the same from every engine. */
export const restoreVoicemail = (stored: StoredVoicemail): Voicemail => ({
  ...stored,
  keys: keysOf(stored),
  facts: factsOf(stored.facts, UNKNOWN_FACTS),
});

const keysOf = ({ key, keys = [key] }: StoredVoicemail): Voicemail['keys'] => {
  if (!Array.isArray(keys) || !keys.every(VoicemailKeyText.is))
    throw new Unreadable('the keys of a voicemail are none');
  return keys;
};
