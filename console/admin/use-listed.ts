import { useRef } from 'preact/hooks';
import { getUntil, type Outcome } from './api/client.js';
import type { Listed } from './api/model.js';
import { type Act, type Loaded, useAct, useLoaded } from './use-loaded.js';

/** Whether so many items of a list are as many as one wants. */
type Enough<A> = (items: readonly A[]) => boolean;

/** A list that is read page by page, as far as somebody has asked for it. Read again, it is as long as it was. */
export interface ListedPages<A> extends Loaded<Listed<A>> {
  /** Reads on until there are enough items; one page at least. */
  readonly more: Act<Enough<A>>;
}

/** Reads a list from its start whenever the path or the query changes. */
export const useListed = <A>(path: string, query: Readonly<Record<string, string>>): ListedPages<A> => {
  const key = JSON.stringify([path, query]);
  /** Which list is shown, and how much of it. */
  const shown = useRef({ key, many: 0 });
  if (shown.current.key !== key) shown.current = { key, many: 0 };
  const list = useLoaded(() => getUntil<A>(path, query, ({ length }) => length >= shown.current.many), [key]);
  const more = useAct(async (enough: Enough<A>): Promise<Outcome<string>> => {
    const of = shown.current;
    const longer = await getUntil<A>(path, query, enough, list.value);
    // Another list is shown meanwhile.
    if (shown.current !== of) return { ok: true, value: '' };
    if (!longer.ok) return longer;
    of.many = longer.value.items.length;
    list.set(longer.value);
    return { ok: true, value: '' };
  });
  return { ...list, more };
};
