import type { QueryOf } from '../../../src/client/index.js';
import { startOfDay } from './days.js';
import { looksLikeNumber } from './phone.js';

export type CallQuery = QueryOf<'GET', '/api/calls'>;

/** What the address of the list of calls says, as its form has it. Empty is any. */
export interface CallFilter {
  /** A number, or a CRM user. */
  readonly search: string;
  readonly status: string;
  readonly direction: string;
  /** Days in the reader's time zone, both in it. */
  readonly from: string;
  readonly to: string;
}

const FIELDS = ['search', 'status', 'direction', 'from', 'to'] as const;

export const filterOf = (address: string): CallFilter => {
  const parameters = new URLSearchParams(address);
  const of = (name: (typeof FIELDS)[number]): string => parameters.get(name) ?? '';
  return { search: of('search'), status: of('status'), direction: of('direction'), from: of('from'), to: of('to') };
};

/** The address of a filter: only what is not empty. */
export const addressOf = (filter: CallFilter): URLSearchParams =>
  new URLSearchParams(
    FIELDS.flatMap((name): [string, string][] => (filter[name] === '' ? [] : [[name, filter[name]]])),
  );

export const isFiltered = (filter: CallFilter): boolean => FIELDS.some((name) => filter[name] !== '');

export const STATUSES = ['ringing', 'active', 'ended', 'missed', 'rejected', 'voicemail'] as const;
const DIRECTIONS = ['inbound', 'outbound'] as const;

/** What the server is asked for. */
export const queryOf = (filter: CallFilter): CallQuery => {
  const search = filter.search.trim();
  const status = STATUSES.find((one) => one === filter.status);
  const direction = DIRECTIONS.find((one) => one === filter.direction);
  const after = filter.from === '' ? null : startOfDay(filter.from);
  const before = filter.to === '' ? null : startOfDay(filter.to, 1);
  return {
    ...(search === '' ? {} : looksLikeNumber(search) ? { number: search } : { crm_user_id: search }),
    ...(status === undefined ? {} : { status }),
    ...(direction === undefined ? {} : { direction }),
    ...(after === null ? {} : { started_after: after }),
    ...(before === null ? {} : { started_before: before }),
  };
};
