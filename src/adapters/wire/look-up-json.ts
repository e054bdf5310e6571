import * as t from 'io-ts';
import type { LookedUp } from '../../application/contacts/look-up.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { CallJson, callToText } from './call-json.js';
import { ContactCardJson, contactCardToText } from './contact-json.js';
import { IsoTime } from './iso-time.js';
import { textJson, timeJson, timeOrNull } from './json-text.js';
import { nullable } from './nullable.js';

/** Who has a number, and what calls there were with it. */
export const LookUpJson = t.type(
  {
    number: t.string,
    contact: nullable(ContactCardJson),
    /** Conversations, however many legs each has. */
    calls: t.number,
    answered: t.number,
    first_at: nullable(IsoTime),
    last_at: nullable(IsoTime),
    last_call: nullable(CallJson),
    /** Who answered, the last one first. */
    crm_users: t.readonlyArray(t.type({ crm_user_id: t.string, calls: t.number, last_at: IsoTime })),
    /** False: older calls are not counted. */
    is_complete: t.boolean,
  },
  'LookUp',
);

export const lookUpToText = (number: string, { contact, history, isComplete }: LookedUp, now: Timestamp): string => {
  const { calls, answered, firstAt, lastAt, lastCall, crmUsers } = history;
  const users = crmUsers.map(
    (one) => `{"crm_user_id":${textJson(one.crmUserId)},"calls":${one.calls},"last_at":${timeJson(one.lastAt)}}`,
  );
  return `{"number":${textJson(number)},"contact":${contact === null ? 'null' : contactCardToText(contact)},\
"calls":${calls},"answered":${answered},"first_at":${timeOrNull(firstAt)},"last_at":${timeOrNull(lastAt)},\
"last_call":${lastCall === null ? 'null' : callToText(lastCall, now)},"crm_users":[${users.join()}],"is_complete":${isComplete}}`;
};
