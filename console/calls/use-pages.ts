import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { CtiClient, components } from '../../src/client/index.js';
import type { Failure } from '../admin/api/client.js';
import { ask } from './ask.js';

interface PageOf<A> {
  readonly data: readonly A[];
  readonly pagination: components['schemas']['Pagination'];
}

/** A list that is read page by page. What was read stays while another page is read. */
export interface Pages<A> {
  /** Null until the first page was read. */
  readonly items: readonly A[] | null;
  readonly total: number;
  /** How many items stand on the pages before. */
  readonly before: number;
  readonly failure: Failure | null;
  readonly isLoading: boolean;
  readonly newer: (() => void) | null;
  readonly older: (() => void) | null;
  readonly reload: () => Promise<void>;
  readonly change: (change: (items: readonly A[]) => readonly A[]) => void;
}

/** Where a page begins. */
interface Place {
  readonly cursor: string | null;
  readonly before: number;
}

const START: Place = { cursor: null, before: 0 };

/** Reads a list from its start whenever `key` changes. */
export const usePages = <A>(
  read: (of: CtiClient, cursor: { readonly cursor?: string }) => Promise<PageOf<A>>,
  key: string,
): Pages<A> => {
  const [places, setPlaces] = useState<{ readonly key: string; readonly list: readonly Place[] }>({
    key,
    list: [START],
  });
  const [page, setPage] = useState<PageOf<A> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isLoading, setLoading] = useState(true);
  const latest = useRef(0);
  const reading = useRef(read);
  reading.current = read;
  const list = places.key === key ? places.list : [START];
  const place = list.at(-1) ?? START;

  const load = useCallback(async (cursor: string | null): Promise<void> => {
    latest.current += 1;
    const own = latest.current;
    setLoading(true);
    const outcome = await ask((of) => reading.current(of, cursor === null ? {} : { cursor }));
    // Of two readings, the answer to the later one counts.
    if (own !== latest.current) return;
    setLoading(false);
    setFailure(outcome.ok ? null : outcome.failure);
    if (outcome.ok) setPage(outcome.value);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another list, also at the same place
  useEffect(() => {
    void load(place.cursor);
    return () => {
      latest.current += 1;
    };
  }, [load, key, place.cursor]);

  const { data = null, pagination } = page ?? {};
  const next = pagination?.has_more === true ? pagination.next_cursor : null;
  const shown = data?.length ?? 0;
  return {
    items: data,
    total: pagination?.total ?? 0,
    before: place.before,
    failure,
    isLoading,
    newer: list.length > 1 ? () => setPlaces({ key, list: list.slice(0, -1) }) : null,
    older:
      next == null ? null : () => setPlaces({ key, list: [...list, { cursor: next, before: place.before + shown }] }),
    reload: () => load(place.cursor),
    change: (change) => setPage((now) => (now === null ? now : { ...now, data: change(now.data) })),
  };
};
