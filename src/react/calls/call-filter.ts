import type { Call, QueryOf } from '../../client/index.js';
import { isSameCrmUser } from '../crm-user.js';
import type { Match } from '../match.js';
import { mayBeSameNumber } from '../phone-number.js';

/** What `GET /api/calls` is asked; its pages are read as they are wanted. */
export type CallQuery = Omit<QueryOf<'GET', '/api/calls'>, 'offset' | 'cursor'>;

/** What `GET /api/calls/active` is asked. */
export type ActiveCallFilter = Omit<QueryOf<'GET', '/api/calls/active'>, 'limit' | 'offset' | 'cursor'>;

type Test = (call: Call, wanted: string) => Match;

const yesIf = (holds: boolean): Match => (holds ? 'yes' : 'no');
const askIf = (may: boolean): Match => (may ? 'ask' : 'no');

const TESTS: Readonly<Record<string, Test>> = {
  status: (call, wanted) => yesIf(call.status === (wanted === 'completed' ? 'ended' : wanted)),
  direction: (call, wanted) => yesIf(call.direction === wanted),
  dialpad_user_id: (call, wanted) => yesIf(String(call.dialpad_user_id) === wanted),
  conversation_id: (call, wanted) => yesIf(String(call.conversation_id) === wanted),
  crm_user_id: (call, wanted) => yesIf(isSameCrmUser(call.crm_user_id, wanted)),
  started_after: (call, wanted) => yesIf(Date.parse(call.started_at) >= Date.parse(wanted)),
  started_before: (call, wanted) => yesIf(Date.parse(call.started_at) < Date.parse(wanted)),
  from: (call, wanted) => askIf(mayBeSameNumber(call.from_number, wanted)),
  to: (call, wanted) => askIf(mayBeSameNumber(call.to_number, wanted)),
  number: ({ from_number, to_number }, wanted) =>
    askIf(mayBeSameNumber(from_number, wanted) || mayBeSameNumber(to_number, wanted)),
  limit: () => 'yes',
};

/** Whether a call is one of those that a query asks for. */
export const matchOf = (call: Call, query: CallQuery | ActiveCallFilter): Match => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const matches = given.map(([name, value]) => TESTS[name]?.(call, String(value)) ?? 'ask');
  if (matches.includes('no')) return 'no';
  return matches.includes('ask') ? 'ask' : 'yes';
};
