import type { AppId } from '../../../../domain/ids.js';
import { phoneKey } from '../../../../domain/phone-number.js';

/** An aggregate, and beside it what is read off it. */
export interface Shelved<A, View> {
  readonly item: A;
  readonly view: View;
  readonly fromKey: string | null;
  readonly toKey: string | null;
}

/** Aggregates of one kind, by app and by what the phone system knows them by. */
export interface Shelf<A, View> {
  readonly find: (appId: AppId, key: string) => A | null;
  readonly withId: (appId: AppId, id: string) => Shelved<A, View> | null;
  readonly ofApp: (appId: AppId) => readonly Shelved<A, View>[];
  readonly all: () => readonly A[];
  /** Whether there is one under this one's id or key. */
  readonly has: (item: A) => boolean;
  /** Whether all of these follow on what is kept, and no two are the same thing. */
  readonly accepts: (items: readonly A[]) => boolean;
  readonly put: (item: A) => void;
}

export const makeShelf = <
  A extends { readonly id: string; readonly appId: AppId; readonly revision: number },
  View extends { readonly fromNumber: string | null; readonly toNumber: string | null },
>(
  keyOf: (item: A) => string,
  viewOf: (item: A) => View,
): Shelf<A, View> => {
  const apps = new Map<AppId, Map<string, Shelved<A, View>>>();
  const keysById = new Map<string, string>();

  const find = (appId: AppId, key: string): A | null => apps.get(appId)?.get(key)?.item ?? null;

  return {
    find,
    withId: (appId, id) => {
      const found = apps.get(appId)?.get(keysById.get(id) ?? '');
      // The same key may be known in another app, where it names another thing.
      return found?.item.id === id ? found : null;
    },
    ofApp: (appId) => [...(apps.get(appId)?.values() ?? [])],
    all: () => [...apps.values()].flatMap((ofApp) => [...ofApp.values()].map(({ item }) => item)),
    has: (item) => keysById.has(item.id) || find(item.appId, keyOf(item)) !== null,
    accepts: (items) => {
      const distinct = new Set(items.map((item) => `${item.appId} ${keyOf(item)}`));
      const follows = (item: A): boolean => item.revision === (find(item.appId, keyOf(item))?.revision ?? 0) + 1;
      return distinct.size === items.length && items.every(follows);
    },
    put: (item) => {
      const ofApp = apps.get(item.appId) ?? new Map<string, Shelved<A, View>>();
      apps.set(item.appId, ofApp);
      const key = keyOf(item);
      const view = viewOf(item);
      ofApp.set(key, { item, view, fromKey: keyOfNumber(view.fromNumber), toKey: keyOfNumber(view.toNumber) });
      keysById.set(item.id, key);
    },
  };
};

const keyOfNumber = (written: string | null): string | null => (written === null ? null : phoneKey(written));
