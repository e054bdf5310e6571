import type { Voicemail } from '../../../domain/voicemail/voicemail.js';

/** A voicemail as it is stored, perhaps by a version that knew it by its first key only. */
export type StoredVoicemail = Omit<Voicemail, 'keys'> & { readonly keys?: Voicemail['keys'] | undefined };

/** Leaves the fields in their order, so that an archive is the same from every engine. */
export const restoreVoicemail = (stored: StoredVoicemail): Voicemail => ({
  ...stored,
  keys: stored.keys ?? [stored.key],
});
