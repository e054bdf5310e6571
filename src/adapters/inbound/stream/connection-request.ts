import * as E from 'fp-ts/lib/Either.js';
import { EVENT_NAMES } from '../../wire/event-json.js';
import { type Detail, invalid, type Problem } from '../http/problem.js';
import type { Beginning } from './connection.js';
import type { Interest } from './stream-item.js';

/** What a client asks for when it connects. */
export interface ConnectionRequest {
  readonly interest: Interest;
  readonly beginning: Pick<Beginning, 'since' | 'stream'>;
}

/** Reads the query of a connection (contract §7); what is wrong in it is named. */
export const readConnectionRequest = (query: URLSearchParams): E.Either<Problem, ConnectionRequest> => {
  const details: Detail[] = [];
  const since = query.get('since');
  const sinceIsBad = since !== null && !/^\d{1,15}$/.test(since);
  if (sinceIsBad) details.push({ path: 'since', message: 'must be the seq of the last event you have' });

  const names = namesIn(query.get('events'));
  const unknown = names?.filter((name) => !EVENT_NAMES.includes(name)) ?? [];
  if (unknown.length > 0) details.push({ path: 'events', message: `must be some of ${EVENT_NAMES.join(', ')}` });

  if (details.length > 0) return E.left(invalid(details));
  return E.right({
    interest: { events: names === null ? null : new Set(names), crmUser: query.get('crm_user') || null },
    beginning: { since: since === null ? null : Number(since), stream: query.get('stream') },
  });
};

/** The names in a list with commas between them; null, which stands for everything, for an empty one. */
const namesIn = (list: string | null): readonly string[] | null => {
  const names = (list ?? '').split(',').flatMap((name) => name.trim() || []);
  return names.length === 0 ? null : names;
};
