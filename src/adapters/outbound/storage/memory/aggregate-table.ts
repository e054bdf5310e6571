import type { Country } from '../../../../domain/country.js';
import type { AppId } from '../../../../domain/ids.js';

import { numberKeyOf } from '../number-keys.js';

/** The keys that lists filter by. */
export interface NumberKeys {
  readonly from: string | null;
  readonly to: string | null;
}

/** An aggregate with its view and its keys, which are made when they are first asked for in a country. */
export interface Row<A, View> {
  readonly item: A;
  readonly view: View;
  readonly keysIn: (country: Country) => NumberKeys;
}

/** The aggregates of one kind, by app and by their key in the phone system. */
export interface AggregateTable<A, View> {
  readonly find: (appId: AppId, key: string) => A | null;
  readonly withId: (appId: AppId, id: string) => Row<A, View> | null;
  readonly ofApp: (appId: AppId) => readonly Row<A, View>[];
  readonly all: () => readonly A[];
  /** Whether an aggregate with this one's id, or with its app and key, is stored. */
  readonly has: (item: A) => boolean;
  /** Whether each of these is the next revision of what is stored, and no two have the same app and key. */
  readonly accepts: (items: readonly A[]) => boolean;
  readonly put: (item: A) => void;
  readonly remove: (appId: AppId, id: string) => void;
}

export const makeAggregateTable = <
  A extends { readonly id: string; readonly appId: AppId; readonly revision: number },
  View extends { readonly fromNumber: string | null; readonly toNumber: string | null },
>(
  keyOf: (item: A) => string,
  viewOf: (item: A) => View,
): AggregateTable<A, View> => {
  const apps = new Map<AppId, Map<string, Row<A, View>>>();
  const keysById = new Map<string, string>();

  const find = (appId: AppId, key: string): A | null => apps.get(appId)?.get(key)?.item ?? null;
  const isNextRevision = (item: A): boolean => item.revision === (find(item.appId, keyOf(item))?.revision ?? 0) + 1;

  return {
    find,
    withId: (appId, id) => {
      const found = apps.get(appId)?.get(keysById.get(id) ?? '');
      // The id may be one of another app, in which the same key belongs to another aggregate.
      return found?.item.id === id ? found : null;
    },
    ofApp: (appId) => [...(apps.get(appId)?.values() ?? [])],
    all: () => [...apps.values()].flatMap((rows) => [...rows.values()].map(({ item }) => item)),
    has: (item) => keysById.has(item.id) || find(item.appId, keyOf(item)) !== null,
    accepts: (items) => {
      const distinct = new Set(items.map((item) => `${item.appId} ${keyOf(item)}`));
      return distinct.size === items.length && items.every(isNextRevision);
    },
    put: (item) => {
      const rows = apps.get(item.appId) ?? new Map<string, Row<A, View>>();
      apps.set(item.appId, rows);
      const key = keyOf(item);
      rows.set(key, rowOf(item, viewOf(item)));
      keysById.set(item.id, key);
    },
    remove: (appId, id) => {
      const key = keysById.get(id);
      if (key === undefined || apps.get(appId)?.get(key)?.item.id !== id) return;
      apps.get(appId)?.delete(key);
      keysById.delete(id);
    },
  };
};

const rowOf = <A, View extends { readonly fromNumber: string | null; readonly toNumber: string | null }>(
  item: A,
  view: View,
): Row<A, View> => {
  let made: { readonly country: Country; readonly keys: NumberKeys } | null = null;
  return {
    item,
    view,
    keysIn: (country) => {
      if (made?.country !== country) {
        made = {
          country,
          keys: { from: numberKeyOf(view.fromNumber, country), to: numberKeyOf(view.toNumber, country) },
        };
      }
      return made.keys;
    },
  };
};
