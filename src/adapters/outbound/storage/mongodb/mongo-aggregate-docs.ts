import type { Commit } from '../../../../application/ports/aggregates.js';
import type { Call } from '../../../../domain/call/call.js';
import { viewOf } from '../../../../domain/call/call-view.js';
import { relativesOf } from '../../../../domain/call/connected-legs.js';
import type { Country } from '../../../../domain/country.js';
import { type Message, viewOfMessage } from '../../../../domain/message/message.js';
import { type Voicemail, viewOfVoicemail } from '../../../../domain/voicemail/voicemail.js';
import { restoreCall, type StoredCall, storedCallOf } from '../../../wire/stored/restore-call.js';
import { restoreMessage, type StoredMessage } from '../../../wire/stored/restore-message.js';
import { restoreVoicemail, type StoredVoicemail } from '../../../wire/stored/restore-voicemail.js';
import { parseStored } from '../../../wire/stored/with-defaults.js';
import { numberKeyOf } from '../number-keys.js';
import { type AggregateDoc, idWithin } from './mongo-collections.js';
import type { CountryOf } from './mongo-countries.js';

const partyFields = (
  view: {
    readonly fromNumber: string | null;
    readonly toNumber: string | null;
    readonly dialpadUserId: AggregateDoc['dialpad_user_id'];
  },
  country: Country,
) => ({
  dialpad_user_id: view.dialpadUserId,
  from_key: numberKeyOf(view.fromNumber, country),
  to_key: numberKeyOf(view.toNumber, country),
});

const commonFields = (item: Call | Voicemail | Message, key: string, stored: object = item) => ({
  _id: idWithin(item.appId, key),
  app_id: item.appId,
  id: item.id,
  revision: item.revision,
  json: JSON.stringify(stored),
});

export const callDocOf = (call: Call, country: Country): AggregateDoc => {
  const view = viewOf(call);
  const { status, direction, startedAt, conversationId } = view;
  return {
    ...commonFields(call, call.dialpadCallId, storedCallOf(call)),
    ...partyFields(view, country),
    at: startedAt,
    status,
    direction,
    conversation_id: conversationId,
    links: relativesOf(call),
  };
};

export const voicemailDocOf = (voicemail: Voicemail, country: Country): AggregateDoc => ({
  ...commonFields(voicemail, voicemail.key),
  ...partyFields(viewOfVoicemail(voicemail), country),
  at: voicemail.createdAt,
  keys: voicemail.keys,
  deleted: voicemail.deletedAt !== null,
});

export const messageDocOf = (message: Message, country: Country): AggregateDoc => {
  const view = viewOfMessage(message);
  return {
    ...commonFields(message, message.dialpadMessageId),
    ...partyFields(view, country),
    at: view.sentAt,
    direction: view.direction,
  };
};

/** The documents of a commit, by collection. */
export const docsOf = (
  { calls, voicemails, messages }: Pick<Commit, 'calls' | 'voicemails' | 'messages'>,
  countryOf: CountryOf,
) => ({
  calls: calls.map((call) => callDocOf(call, countryOf(call.appId))),
  voicemails: voicemails.map((voicemail) => voicemailDocOf(voicemail, countryOf(voicemail.appId))),
  messages: messages.map((message) => messageDocOf(message, countryOf(message.appId))),
});

export const itemOf = <A>({ json }: Pick<AggregateDoc, 'json'>): A => parseStored(json);

export const callOf = (doc: Pick<AggregateDoc, 'json'>): Call => restoreCall(itemOf<StoredCall>(doc));

export const messageOf = (doc: Pick<AggregateDoc, 'json'>): Message => restoreMessage(itemOf<StoredMessage>(doc));

export const voicemailOf = (doc: Pick<AggregateDoc, 'json'>): Voicemail =>
  restoreVoicemail(itemOf<StoredVoicemail>(doc));
