import type { Filter } from 'mongodb';
import {
  type DeliveriesPage,
  ERASED_PAYLOAD,
  type Person,
  type PersonalData,
  type PersonsRecords,
} from '../../../../application/ports/personal-data.js';
import type { AppEvent } from '../../../../domain/event/app-event.js';
import type { AppId, CallId, InboxId, MessageId, VoicemailId } from '../../../../domain/ids.js';
import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import type { VoicemailKey } from '../../../../domain/voicemail/voicemail.js';
import { storedEventOf } from '../../../wire/stored/restore-event.js';
import { fitting } from '../listed.js';
import { type AggregateDoc, type Collections, idWithin } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import type { InboxDoc } from './mongo-inbox-docs.js';
import { readPage } from './mongo-page.js';

export const mongoPersonalData = ({ collections, run }: MongoAccess): PersonalData => ({
  usersOf: (appId, crmUserId) =>
    run(async () => {
      const filter = { app_id: appId, crm_user_key: crmUserKey(crmUserId), deleted: false };
      const docs = await collections.user_mappings.find(filter, { projection: { dialpad_user_id: 1 } }).toArray();
      return docs.map(({ dialpad_user_id }) => dialpad_user_id);
    }),

  find: (appId, person, limit) => run(() => find(collections, appId, person, limit)),

  deliveries: (appId, after, limit) => run(() => deliveries(collections, appId, after, limit)),

  blankDeliveries: (appId, ids) =>
    run(async () => {
      if (ids.length === 0) return;
      await collections.inbox.updateMany(
        { app_id: appId, _id: { $in: [...ids] } },
        { $set: { payload: ERASED_PAYLOAD } },
      );
    }),

  replaceEvents: (appId, events) =>
    run(async () => {
      for (const event of events) await replace(collections, appId, event);
    }),

  delete: (appId, { calls, voicemails, messages }) =>
    run(async () => {
      await remove(collections, 'calls', appId, calls);
      await remove(collections, 'voicemails', appId, voicemails);
      await remove(collections, 'messages', appId, messages);
    }),

  deleteMappings: (appId, users) =>
    run(async () => {
      const _id = { $in: users.map((user) => idWithin(appId, user)) };
      const count = await collections.user_mappings.countDocuments({ app_id: appId, _id, deleted: false });
      // The marker stays, so that a late write cannot restore the mapping, but it names nobody.
      const blank = { deleted: true, crm_user_id: '', crm_user_key: '' };
      await collections.user_mappings.updateMany({ app_id: appId, _id }, { $set: blank, $inc: { revision: 1 } });
      return count;
    }),
});

type Kind = 'calls' | 'voicemails' | 'messages';
type Found = Pick<AggregateDoc, '_id' | 'id' | 'keys'>;

const SHOWN = { projection: { id: 1, keys: 1, conversation_id: 1 } } as const;

/** The documents in which a person is a party. Each condition is a query of its own, so that its index serves it. */
const partyTo = async (
  collections: Collections,
  kind: Kind,
  appId: AppId,
  { numberKey, users }: Person,
  limit: number,
): Promise<readonly AggregateDoc[]> => {
  const conditions: readonly Filter<AggregateDoc>[] = [
    ...(numberKey === null ? [] : [{ from_key: numberKey }, { to_key: numberKey }]),
    ...(users.length === 0 ? [] : [{ dialpad_user_id: { $in: [...users] } }]),
  ];
  const found = new Map<string, AggregateDoc>();
  for (const condition of conditions) {
    const docs = await collections[kind]
      .find({ app_id: appId, ...condition }, SHOWN)
      .limit(limit)
      .toArray();
    for (const doc of docs) found.set(doc._id, doc);
  }
  return [...found.values()];
};

const find = async (collections: Collections, appId: AppId, person: Person, limit: number): Promise<PersonsRecords> => {
  const legs = await conversationsOf(collections, appId, await partyTo(collections, 'calls', appId, person, limit));
  const calls = legs.map((doc) => ({
    id: doc.id as CallId,
    dialpadId: keyOf<PersonsRecords['calls'][number]['dialpadId']>(doc),
  }));
  const keys = calls.map(({ dialpadId }): VoicemailKey => `call:${dialpadId}`);
  const voicemails = new Map<string, Found>();
  for (const doc of await partyTo(collections, 'voicemails', appId, person, limit)) voicemails.set(doc._id, doc);
  if (keys.length > 0) {
    const ofLegs = await collections.voicemails.find({ app_id: appId, keys: { $in: keys } }, SHOWN).toArray();
    for (const doc of ofLegs) voicemails.set(doc._id, doc);
  }
  const messages = await partyTo(collections, 'messages', appId, person, limit);
  return {
    calls,
    voicemails: [...voicemails.values()].map((doc) => ({
      id: doc.id as VoicemailId,
      keys: doc.keys ?? [keyOf<VoicemailKey>(doc)],
    })),
    messages: messages.map((doc) => ({
      id: doc.id as MessageId,
      dialpadId: keyOf<PersonsRecords['messages'][number]['dialpadId']>(doc),
    })),
  };
};

/** The key in the phone system: what follows the app's id. */
const keyOf = <Key extends string>({ _id }: Pick<AggregateDoc, '_id'>): Key => _id.slice(_id.indexOf(' ') + 1) as Key;

/** These calls, and the other legs of their conversations. */
const conversationsOf = async (
  { calls }: Collections,
  appId: AppId,
  own: readonly AggregateDoc[],
): Promise<readonly Found[]> => {
  const conversations = own.flatMap(({ conversation_id }) => conversation_id ?? []);
  const found = new Map<string, Found>(own.map((doc) => [doc._id, doc]));
  if (conversations.length > 0) {
    const legs = await calls.find({ app_id: appId, conversation_id: { $in: conversations } }, SHOWN).toArray();
    for (const doc of legs) found.set(doc._id, doc);
  }
  return [...found.values()];
};

const deliveries = async (
  { inbox }: Collections,
  appId: AppId,
  after: InboxId | null,
  limit: number,
): Promise<DeliveriesPage> => {
  const bytesOf = ({ payload }: Pick<InboxDoc, 'payload'>): number => Buffer.byteLength(payload);
  const page = { limit, offset: 0, ...(after === null ? {} : { after: { at: 0, id: after } }) };
  const order = { id: '_id', direction: 1 } as const;
  const docs = await readPage(inbox, { app_id: appId }, page, { ...order, projection: { payload: 1 }, bytesOf });
  const shown = docs.slice(0, Math.min(limit, fitting(docs.map(bytesOf))));
  return {
    deliveries: shown.map(({ _id, payload }) => ({ id: _id, payload })),
    next: shown.length === docs.length ? null : (shown.at(-1)?._id ?? null),
  };
};

const replace = async ({ events }: Collections, appId: AppId, event: AppEvent): Promise<void> => {
  await events.updateOne(
    { _id: idWithin(appId, event.seq), app_id: appId, id: event.id },
    { $set: { json: JSON.stringify(storedEventOf(event)) } },
  );
};

const remove = async (
  collections: Collections,
  kind: Kind,
  appId: AppId,
  records: readonly { readonly id: string }[],
): Promise<void> => {
  if (records.length === 0) return;
  await collections[kind].deleteMany({ app_id: appId, id: { $in: records.map(({ id }) => id) } });
};
