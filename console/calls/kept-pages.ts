import { effect } from '@preact/signals';
import type { components } from '../../src/client/index.js';
import { client } from '../session.js';

export interface PageOf<A> {
  readonly data: readonly A[];
  readonly pagination: components['schemas']['Pagination'];
}

/** Pages that were shown, by list and cursor: who comes back to one sees it at once, while it is read again. */
export interface KeptPages<A> {
  readonly get: (key: string, cursor: string | null) => PageOf<A> | null;
  readonly keep: (key: string, cursor: string | null, page: PageOf<A>) => void;
}

const MAX_KEPT = 20;

export const keptPages = <A>(): KeptPages<A> => {
  const pages = new Map<string, PageOf<A>>();
  const nameOf = (key: string, cursor: string | null): string => JSON.stringify([key, cursor]);
  // Another app has other lists, and who signs out leaves nothing.
  effect(() => {
    if (client.value !== undefined) pages.clear();
  });
  return {
    get: (key, cursor) => pages.get(nameOf(key, cursor)) ?? null,
    keep: (key, cursor, page) => {
      pages.delete(nameOf(key, cursor));
      pages.set(nameOf(key, cursor), page);
      for (const oldest of [...pages.keys()].slice(0, -MAX_KEPT)) pages.delete(oldest);
    },
  };
};
