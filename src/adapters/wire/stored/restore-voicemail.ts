import type { Voicemail } from '../../../domain/voicemail/voicemail.js';

/** A voicemail as it is stored, perhaps by a version that knew it by its first key only. */
export type StoredVoicemail = Omit<Voicemail, 'keys'> & { readonly keys?: Voicemail['keys'] | undefined };

export const restoreVoicemail = ({ keys, ...stored }: StoredVoicemail): Voicemail => ({
  ...stored,
  keys: keys ?? [stored.key],
});
