import type { Voicemail } from '../../../domain/voicemail/voicemail.js';

/* No two voicemails of an app have a key in common. Here is what that means for voicemails that are to be stored. */

/** A voicemail as far as it matters here: who it is, and some or all of its keys. */
type Keyed = Pick<Voicemail, 'id' | 'appId' | 'keys'>;

const fullKeys = ({ appId, keys }: Keyed): readonly string[] => keys.map((key) => `${appId} ${key}`);

/**
 * Whether voicemails may be saved beside those that are stored under one of their keys: no two of them have a key in common, and none
 * has a key of a voicemail that is not among them.
 */
export const areKeysFree = (changed: readonly Keyed[], stored: readonly Keyed[]): boolean => {
  const keys = changed.flatMap(fullKeys);
  const ids = new Set(changed.map(({ id }) => id));
  return new Set(keys).size === keys.length && stored.every(({ id }) => ids.has(id));
};

/** Without the voicemails that have a key of another one, which is stored or precedes them in the list. */
export const withoutTakenKeys = (voicemails: readonly Voicemail[], stored: readonly Keyed[]): readonly Voicemail[] => {
  const owners = new Map(stored.flatMap((one) => fullKeys(one).map((key) => [key, one.id])));
  return voicemails.filter((voicemail) => {
    const keys = fullKeys(voicemail);
    const areFree = keys.every((key) => (owners.get(key) ?? voicemail.id) === voicemail.id);
    if (areFree) for (const key of keys) owners.set(key, voicemail.id);
    return areFree;
  });
};
