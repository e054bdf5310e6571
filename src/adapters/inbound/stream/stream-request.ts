import * as E from 'fp-ts/lib/Either.js';
import { crmUserKey } from '../../../domain/user-mapping/crm-user-key.js';
import { EVENT_NAMES } from '../../wire/event-json.js';
import { isPlainText, MUST_BE_PLAIN } from '../http/body-codecs.js';
import { type Detail, invalid, type Problem } from '../http/problem.js';
import { unknownParameters } from '../http/read-query.js';
import type { StartingPoint } from './starting-point.js';
import type { Interest } from './stream-item.js';

/** The subprotocol of a client that is sent the position of the stream first (contract §7). */
export const SUBPROTOCOL = 'cti.v1';

/** What a client asks for when it connects. */
export interface StreamRequest {
  readonly interest: Interest;
  readonly start: Pick<StartingPoint, 'since' | 'stream'>;
}

/** The parameters of a stream, credentials included. */
const PARAMETERS = ['since', 'stream', 'events', 'crm_user', 'api_key', 'ticket'];

/** Reads the query with which a client connects (contract §7). A refusal names every parameter that is wrong. */
export const readStreamRequest = (query: URLSearchParams): E.Either<Problem, StreamRequest> => {
  const since = query.get('since');
  const names = namesIn(query.get('events'));
  const crmUser = query.get('crm_user');
  const details = [
    ...detailsOfSince(since),
    ...detailsOfCrmUser(crmUser),
    ...detailsOfNames(names),
    ...unknownParameters(query, PARAMETERS),
  ];
  if (details.length > 0) return E.left(invalid(details));
  return E.right({
    interest: {
      events: names === null ? null : new Set(names),
      crmUser: crmUser === null ? null : crmUserKey(crmUser.trim()),
    },
    start: { since: since === null ? null : Number(since), stream: query.get('stream') },
  });
};

const detailsOfSince = (since: string | null): readonly Detail[] =>
  since === null || /^\d{1,15}$/.test(since)
    ? []
    : [{ path: 'since', message: 'must be the seq of the last event you have' }];

const detailsOfNames = (names: readonly string[] | null): readonly Detail[] =>
  names === null || names.every((name) => EVENT_NAMES.includes(name))
    ? []
    : [{ path: 'events', message: `must be some of ${EVENT_NAMES.join(', ')}` }];

const detailsOfCrmUser = (crmUser: string | null): readonly Detail[] =>
  crmUser === null || isPlainText(crmUser.trim()) ? [] : [{ path: 'crm_user', message: MUST_BE_PLAIN }];

/** The names in a comma-separated list; null, which means all, for an empty one. */
const namesIn = (list: string | null): readonly string[] | null => {
  const names = (list ?? '').split(',').flatMap((name) => name.trim() || []);
  return names.length === 0 ? null : names;
};
