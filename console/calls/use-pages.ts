import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { CtiClient } from '../../src/client/index.js';
import type { Failure } from '../admin/api/client.js';
import { entryNote, noteInEntry } from '../router.js';
import { ask } from './ask.js';
import type { KeptPages, PageOf } from './kept-pages.js';
import { type Place, placesOf, START } from './logic/places.js';

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

interface Shown<A> {
  readonly place: Place;
  readonly page: PageOf<A>;
}

const NOTED_AS = 'places';

/** Reads a list from its start whenever `key` changes. Who comes back to it by the browser's way back is where he was. */
export const usePages = <A>(
  read: (of: CtiClient, cursor: { readonly cursor?: string }) => Promise<PageOf<A>>,
  key: string,
  kept: KeptPages<A>,
): Pages<A> => {
  const [places, setPlaces] = useState(() => ({ key, list: placesOf(entryNote(NOTED_AS), key) }));
  const list = places.key === key ? places.list : placesOf(entryNote(NOTED_AS), key);
  const place = list.at(-1) ?? START;
  const [shown, setShown] = useState<Shown<A> | null>(() => {
    const page = kept.get(key, place.cursor);
    return page === null ? null : { place, page };
  });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isLoading, setLoading] = useState(true);
  const latest = useRef(0);
  /** What has changed while a page is read, which may not be in it; null while none is read. */
  const changes = useRef<((items: readonly A[]) => readonly A[])[] | null>(null);
  const reading = useRef(read);
  reading.current = read;

  const load = useCallback(
    async (of: string, at: Place): Promise<void> => {
      latest.current += 1;
      const own = latest.current;
      changes.current = [];
      setLoading(true);
      const outcome = await ask((client) => reading.current(client, at.cursor === null ? {} : { cursor: at.cursor }));
      // Of two readings, the answer to the later one counts.
      if (own !== latest.current) return;
      setLoading(false);
      setFailure(outcome.ok ? null : outcome.failure);
      const missed = changes.current ?? [];
      changes.current = null;
      if (!outcome.ok) return;
      const { data, pagination } = outcome.value;
      const page = { data: missed.reduce((items, change) => change(items), data), pagination };
      kept.keep(of, at.cursor, page);
      setShown({ place: at, page });
    },
    [kept],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another list, also at the same place
  useEffect(() => {
    void load(key, place);
    return () => {
      latest.current += 1;
    };
  }, [load, key, place.cursor]);

  const goTo = (next: readonly Place[]): void => {
    noteInEntry(NOTED_AS, { key, list: next });
    setPlaces({ key, list: next });
    scrollTo(0, 0);
  };
  const { data = null, pagination } = shown?.page ?? {};
  const before = shown?.place.before ?? 0;
  // While another page is on its way, only that one says where the list goes on.
  const next = pagination?.has_more === true && shown?.place.cursor === place.cursor ? pagination.next_cursor : null;
  return {
    items: data,
    total: pagination?.total ?? 0,
    before,
    failure,
    isLoading,
    newer: list.length > 1 ? () => goTo(list.slice(0, -1)) : null,
    older: next == null ? null : () => goTo([...list, { cursor: next, before: before + (data?.length ?? 0) }]),
    reload: () => load(key, place),
    change: (change) => {
      changes.current?.push(change);
      setShown((now) => (now === null ? now : { ...now, page: { ...now.page, data: change(now.page.data) } }));
    },
  };
};
