import type { AppId } from '../../../../domain/ids.js';
import {
  type Voicemail,
  type VoicemailKey,
  type VoicemailView,
  viewOfVoicemail,
} from '../../../../domain/voicemail/voicemail.js';
import { areKeysFree } from '../voicemail-keys.js';
import { type AggregateTable, makeAggregateTable } from './aggregate-table.js';

/** Voicemails, also by every key that they are known by. */
export interface VoicemailTable extends AggregateTable<Voicemail, VoicemailView> {
  /** The voicemails of an app that have one of these keys, each once. */
  readonly knownBy: (appId: AppId, keys: readonly VoicemailKey[]) => readonly Voicemail[];
}

export const makeVoicemailTable = (): VoicemailTable => {
  const table = makeAggregateTable((voicemail: Voicemail) => voicemail.key, viewOfVoicemail);
  const owners = new Map<string, VoicemailKey>();
  const fullKey = (appId: AppId, key: VoicemailKey): string => `${appId} ${key}`;

  const knownBy: VoicemailTable['knownBy'] = (appId, keys) => {
    const found = new Set(keys.flatMap((key) => owners.get(fullKey(appId, key)) ?? []));
    return [...found].flatMap((key) => table.find(appId, key) ?? []);
  };
  return {
    ...table,
    knownBy,
    has: (voicemail) => table.has(voicemail) || knownBy(voicemail.appId, voicemail.keys).length > 0,
    accepts: (items) =>
      table.accepts(items) &&
      areKeysFree(
        items,
        items.flatMap(({ appId, keys }) => knownBy(appId, keys)),
      ),
    put: (voicemail) => {
      const { appId, key: own } = voicemail;
      for (const key of table.find(appId, own)?.keys ?? []) {
        // Unless another voicemail has taken it over.
        if (owners.get(fullKey(appId, key)) === own) owners.delete(fullKey(appId, key));
      }
      table.put(voicemail);
      for (const key of voicemail.keys) owners.set(fullKey(voicemail.appId, key), voicemail.key);
    },
  };
};
