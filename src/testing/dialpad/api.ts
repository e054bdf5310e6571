import type { Timestamp } from '../../domain/timestamp.js';
import { type Answer, refusal } from './answer.js';
import { type ApiRequest, type Fields, idIn } from './api-request.js';
import type { CallHistory } from './call-history.js';
import type { Company } from './company.js';
import { companyAnswer, officesAnswer, userAnswer, usersAnswer } from './directory.js';
import type { LiveCalls } from './live-calls.js';
import type { Subscriptions } from './subscriptions.js';
import type { Webhooks } from './webhooks.js';

/** The scopes of an access; null for all. */
export type Reach = readonly string[] | null;

/** One operation of the API. */
export interface Operation {
  /** Method and path, with `:id` in place of an id. */
  readonly name: string;
  readonly scope?: string;
  readonly answer: (request: ApiRequest, id: string, reach: Reach) => Answer;
  /** Whom its own limit is for, if not for the company. */
  readonly limitOf?: (request: ApiRequest) => string;
}

interface ApiData {
  readonly company: Company;
  readonly pageSize: number;
  readonly webhooks: Webhooks;
  readonly subscriptions: Subscriptions;
  readonly calls: CallHistory;
  readonly live: LiveCalls;
}

export const API_PREFIX = '/api/';
const BASE = '/api/v2';

/** The operations that the simulated Dialpad has. */
export const operationsOf = ({
  company,
  pageSize,
  webhooks,
  subscriptions,
  calls,
  live,
}: ApiData): readonly Operation[] => [
  { name: `GET ${BASE}/company`, answer: () => companyAnswer(company) },
  { name: `GET ${BASE}/offices`, answer: ({ query }) => officesAnswer(company, query.get('cursor'), pageSize) },
  { name: `GET ${BASE}/users`, answer: ({ query }) => usersAnswer(company, query, pageSize) },
  { name: `GET ${BASE}/users/:id`, answer: (_, id) => userAnswer(company, id) },

  { name: `GET ${BASE}/webhooks`, answer: ({ query }) => webhooks.list(query.get('cursor')) },
  { name: `POST ${BASE}/webhooks`, answer: withBody((body) => webhooks.create(body)) },
  { name: `GET ${BASE}/webhooks/:id`, answer: (_, id) => webhooks.get(id) },
  { name: `PATCH ${BASE}/webhooks/:id`, answer: withBody((body, id) => webhooks.update(id, body)) },
  { name: `DELETE ${BASE}/webhooks/:id`, answer: (_, id) => webhooks.remove(id) },

  ...(['call', 'sms'] as const).flatMap((kind): readonly Operation[] => [
    { name: `GET ${BASE}/subscriptions/${kind}`, answer: ({ query }) => subscriptions.list(kind, query) },
    {
      name: `POST ${BASE}/subscriptions/${kind}`,
      answer: withBody((body, _, reach) => subscriptions.create(kind, body, reach)),
    },
    { name: `GET ${BASE}/subscriptions/${kind}/:id`, answer: (_, id) => subscriptions.get(kind, id) },
    {
      name: `PATCH ${BASE}/subscriptions/${kind}/:id`,
      answer: withBody((body, id) => subscriptions.update(kind, id, body)),
    },
    { name: `DELETE ${BASE}/subscriptions/${kind}/:id`, answer: (_, id) => subscriptions.remove(kind, id) },
  ]),

  { name: `GET ${BASE}/call`, scope: 'calls:list', answer: ({ query }) => calls.list(query) },
  { name: `GET ${BASE}/call/:id`, answer: (_, id) => calls.get(id) },
  {
    name: `POST ${BASE}/call`,
    answer: withBody((body, _, __, at) => live.dial(body, at)),
    limitOf: ({ body }) => ` ${idIn(body?.user_id)}`,
  },
  { name: `PUT ${BASE}/call/:id/actions/hangup`, answer: ({ at }, id) => live.hangUp(id, at) },
  { name: `POST ${BASE}/call/:id/transfer`, answer: withBody((body, id, _, at) => live.transfer(id, body, at)) },
  { name: `PUT ${BASE}/call/:id/labels`, answer: withBody((body, id) => live.label(id, body)) },
];

const withBody =
  (answer: (body: Fields, id: string, reach: Reach, at: Timestamp) => Answer): Operation['answer'] =>
  ({ body, at }, id, reach) =>
    body === null ? refusal(400, 'The body is no JSON object.') : answer(body, id, reach, at);

/** The operation that a request is for, with the id in its path; or the answer that refuses it. */
export const findOperation = (
  operations: readonly Operation[],
  { method, path }: Pick<ApiRequest, 'method' | 'path'>,
): { readonly operation: Operation; readonly id: string } | Answer => {
  const atPath = operations.filter(({ name }) => matchesPath(name, path));
  const operation = atPath.find(({ name }) => name.startsWith(`${method} `));
  if (operation === undefined) {
    return atPath.length > 0 ? refusal(405, 'Method not allowed.') : refusal(404, 'Not found.');
  }
  const id = idInPath(operation, path);
  const isMe = id === 'me' && path.startsWith(`${BASE}/users/`);
  if (id !== '' && !isMe && idIn(id) === null) return refusal(400, `Invalid id: ${id}`);
  return { operation, id };
};

const partsOf = (name: string): readonly string[] => (name.split(' ')[1] ?? '').split('/');

const matchesPath = (name: string, path: string): boolean => {
  const [wanted, parts] = [partsOf(name), path.split('/')];
  return (
    wanted.length === parts.length &&
    wanted.every((part, n) => part === parts[n] || (part === ':id' && parts[n] !== ''))
  );
};

/** Empty for an operation without an id. */
const idInPath = ({ name }: Operation, path: string): string => path.split('/')[partsOf(name).indexOf(':id')] ?? '';
