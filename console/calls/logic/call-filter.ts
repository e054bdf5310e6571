import type { QueryOf } from '../../../src/client/index.js';
import { startOfDay } from './days.js';
import { looksLikeNumber } from './phone.js';

export type CallQuery = QueryOf<'GET', '/api/calls'>;

/** What the address of the list of calls says, as its form has it. Empty is any. */
export interface CallFilter {
  /** A number, or a CRM user, as somebody typed it. */
  readonly search: string;
  /** A CRM user who is known to be one, also where the id looks like a number. */
  readonly person: string;
  readonly status: string;
  readonly direction: string;
  /** Days in the reader's time zone, both in it. */
  readonly from: string;
  readonly to: string;
}

export const STATUSES = ['ringing', 'active', 'ended', 'missed', 'rejected', 'voicemail'] as const;
const DIRECTIONS = ['inbound', 'outbound'] as const;

const FIELDS = ['search', 'person', 'status', 'direction', 'from', 'to'] as const;

export const filterOf = (address: string): CallFilter => {
  const parameters = new URLSearchParams(address);
  const of = (name: (typeof FIELDS)[number]): string => parameters.get(name) ?? '';
  return {
    ...{ search: of('search'), person: of('person') },
    status: STATUSES.find((one) => one === of('status')) ?? '',
    direction: DIRECTIONS.find((one) => one === of('direction')) ?? '',
    ...{ from: of('from'), to: of('to') },
  };
};

/** The filter for what somebody typed; `people` are CRM users who are known. */
export const searched = (filter: CallFilter, text: string, people: readonly string[]): CallFilter =>
  people.includes(text) ? { ...filter, search: '', person: text } : { ...filter, search: text, person: '' };

/** People who are proposed at most. */
const MAX_LIKE = 5;

/** The known CRM users whose ids have what somebody typed in them. */
export const peopleLike = (text: string, people: readonly string[]): readonly string[] => {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? [] : people.filter((one) => one.toLowerCase().includes(wanted)).slice(0, MAX_LIKE);
};

/** The address of a filter: only what is not empty. */
export const addressOf = (filter: CallFilter): URLSearchParams =>
  new URLSearchParams(
    FIELDS.flatMap((name): [string, string][] => (filter[name] === '' ? [] : [[name, filter[name]]])),
  );

export const isFiltered = (filter: CallFilter): boolean => FIELDS.some((name) => filter[name] !== '');

/** What the server is asked for. */
export const queryOf = (filter: CallFilter): CallQuery => {
  const search = filter.search.trim();
  const person = filter.person.trim();
  const status = STATUSES.find((one) => one === filter.status);
  const direction = DIRECTIONS.find((one) => one === filter.direction);
  const after = filter.from === '' ? null : startOfDay(filter.from);
  const before = filter.to === '' ? null : startOfDay(filter.to, 1);
  return {
    ...(person !== '' ? { crm_user_id: person } : searchQuery(search)),
    ...(status === undefined ? {} : { status }),
    ...(direction === undefined ? {} : { direction }),
    ...(after === null ? {} : { started_after: after }),
    ...(before === null ? {} : { started_before: before }),
  };
};

const searchQuery = (search: string): Pick<CallQuery, 'number' | 'crm_user_id'> =>
  search === '' ? {} : looksLikeNumber(search) ? { number: search } : { crm_user_id: search };
