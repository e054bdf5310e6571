import type { Target } from './requests.js';

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly pagination?: { readonly next_cursor?: string | null };
}

/** The ids of an app's calls, the newest first: `most` at most, or as many as the first page has where there are no further ones. */
export const callIds = async ({ port, key }: Target, most = 10_000): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null && ids.length < most; ) {
    const query = `limit=${Math.min(100, most)}${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const answer = await fetch(`http://127.0.0.1:${port}/api/calls?${query}`, { headers: { 'x-app-api-key': key } });
    const { data, pagination } = (await answer.json()) as Page;
    ids.push(...data.map(({ id }) => id));
    cursor = pagination?.next_cursor ?? null;
  }
  if (ids.length === 0) throw new Error('no call is stored');
  return ids;
};
