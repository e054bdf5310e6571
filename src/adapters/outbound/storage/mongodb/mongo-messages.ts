import type { MessageRepository } from '../../../../application/ports/message-repository.js';
import { type MessageView, viewOfMessage } from '../../../../domain/message/message.js';
import { restoreMessage, type StoredMessage } from '../../../wire/stored/restore-message.js';
import { withEitherSide } from '../either-side.js';
import type { MongoAccess } from './mongo-engine.js';
import { conditionsOf, findOne, list } from './mongo-lists.js';

export const mongoMessages = (access: MongoAccess): MessageRepository => {
  const { collections, run } = access;
  return {
    find: (appId, id) => run(() => findOne(collections, 'messages', appId, id, viewOfStored)),

    list: withEitherSide((appId, filter, page) =>
      run(async () => {
        const { direction } = filter;
        const conditions = await conditionsOf(access, appId, filter);
        const wanted = direction === undefined ? conditions : { ...conditions, direction };
        return list(access, 'messages', appId, { given: filter, conditions: wanted }, page, viewOfStored);
      }),
    ),
  };
};

const viewOfStored = (stored: StoredMessage): MessageView => viewOfMessage(restoreMessage(stored));
