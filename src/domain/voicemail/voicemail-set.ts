import type { AppId, VoicemailId } from '../ids.js';
import { oldestFirst } from '../oldest-first.js';
import { makeWorkingSet, type WorkingSet } from '../working-set.js';
import type { Voicemail, VoicemailKey } from './voicemail.js';

/** The voicemails that a batch of observations is applied to, found by any of their keys. */
export interface VoicemailSet extends Pick<WorkingSet<Voicemail>, 'set' | 'changed'> {
  /** The voicemails of an app that have one of these keys, each once, the oldest first. */
  readonly knownBy: (appId: AppId, keys: readonly VoicemailKey[]) => readonly Voicemail[];
}

export const makeVoicemailSet = (found: readonly Voicemail[]): VoicemailSet => {
  const voicemails = makeWorkingSet(found, ({ id }) => id);
  const ownerOf = new Map<string, VoicemailId>();
  const fullKey = (appId: AppId, key: VoicemailKey): string => `${appId} ${key}`;
  const own = ({ id, appId, keys }: Voicemail): void => {
    for (const key of keys) ownerOf.set(fullKey(appId, key), id);
  };
  found.forEach(own);

  return {
    knownBy: (appId, keys) => {
      const owners = new Set(keys.flatMap((key) => ownerOf.get(fullKey(appId, key)) ?? []));
      return [...owners]
        .flatMap((id) => voicemails.get(appId, id) ?? [])
        .sort(oldestFirst(({ createdAt }) => createdAt));
    },
    set: (voicemail) => {
      voicemails.set(voicemail);
      own(voicemail);
    },
    changed: voicemails.changed,
  };
};
