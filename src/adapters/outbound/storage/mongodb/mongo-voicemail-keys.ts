import type { AppId } from '../../../../domain/ids.js';
import type { Voicemail, VoicemailKey } from '../../../../domain/voicemail/voicemail.js';
import { areKeysFree, withoutTakenKeys } from '../voicemail-keys.js';
import { voicemailOf } from './mongo-aggregate-docs.js';
import { type Collections, idWithin, type Within } from './mongo-collections.js';

/** The voicemails of an app that are known by one of these keys, each once. */
export const voicemailsKnownBy = async (
  { voicemails }: Pick<Collections, 'voicemails'>,
  appId: AppId,
  keys: readonly VoicemailKey[],
  within: Within = {},
): Promise<readonly Voicemail[]> => {
  if (keys.length === 0) return [];
  const filter = {
    app_id: appId,
    $or: [
      { app_id: appId, keys: { $in: [...keys] } },
      // Documents that an older version stored have no list of keys, and are found by the one in their `_id`.
      { _id: { $in: keys.map((key) => idWithin(appId, key)) }, keys: { $exists: false } },
    ],
  };
  return (await voicemails.find(filter, { projection: { json: 1 }, ...within }).toArray()).map(voicemailOf);
};

/** The voicemails that are stored under one of the keys of these. */
const withSameKeys = async (
  collections: Pick<Collections, 'voicemails'>,
  voicemails: readonly Voicemail[],
  within: Within = {},
): Promise<readonly Voicemail[]> => {
  const stored: Voicemail[] = [];
  for (const appId of new Set(voicemails.map((voicemail) => voicemail.appId))) {
    const keys = voicemails.flatMap((voicemail) => (voicemail.appId === appId ? voicemail.keys : []));
    stored.push(...(await voicemailsKnownBy(collections, appId, keys, within)));
  }
  return stored;
};

/** Whether these voicemails have no key of another one; no other writer can change that before this commit is written. */
export const haveFreeKeys = async (
  collections: Pick<Collections, 'voicemails'>,
  changed: readonly Voicemail[],
  within: Within,
): Promise<boolean> => areKeysFree(changed, await withSameKeys(collections, changed, within));

/** Without the voicemails that have a key of another one, which is stored or precedes them in the list. */
export const withoutStoredKeys = async (
  collections: Pick<Collections, 'voicemails'>,
  voicemails: readonly Voicemail[],
): Promise<readonly Voicemail[]> => withoutTakenKeys(voicemails, await withSameKeys(collections, voicemails));
