import type { Complaint } from './complaint.js';
import type { Items } from './server-api.js';
import type { Options } from './server-command.js';

/** More would be held in memory at once; the API has cursors for that. */
const MAX_LIMIT = 10_000;

/** `--limit` of a command that lists. */
export const limitOption = (usual: number) => ['--limit <number>', `how many at most (${usual})`] as const;

export const limitIn = ({ limit }: Options, usual: number): number => (limit === undefined ? usual : Number(limit));

/** What is wrong with `--limit`; null for nothing. */
export const complaintOfLimit = ({ limit }: Options): Complaint | null =>
  limit === undefined || (/^\d{1,5}$/.test(String(limit)) && Number(limit) >= 1 && Number(limit) <= MAX_LIMIT)
    ? null
    : `--limit must be a number from 1 to ${MAX_LIMIT}.`;

/** Says that a list goes on. */
export const moreOf = ({ items, total }: Items): readonly string[] =>
  total > items.length ? ['', `These are ${items.length} of ${total.toLocaleString('en')}: --limit shows more.`] : [];
