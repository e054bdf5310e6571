import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';
import * as Id from '../../../domain/ids.js';
import { MESSAGE_STATUSES } from '../../../domain/message/message.js';
import { MESSAGE_FACT_FIELDS } from '../stored/restore-message.js';
import { DirectionJson, oneOf } from '../words.js';
import { maybeDialpadId, maybeText, orNull, Revision, Timestamp, times } from './archive-parts.js';

export const ArchivedMessage = t.strict({
  id: Id.MessageId,
  appId: Id.AppId,
  dialpadMessageId: DialpadId,
  facts: t.strict(MESSAGE_FACT_FIELDS),
  revision: Revision,
  ...times,
});

/** A message as an event shows it. */
export const ArchivedMessageView = t.strict({
  id: Id.MessageId,
  appId: Id.AppId,
  dialpadMessageId: DialpadId,
  direction: orNull(DirectionJson),
  fromNumber: maybeText,
  toNumber: maybeText,
  text: maybeText,
  status: orNull(oneOf(MESSAGE_STATUSES)),
  dialpadUserId: maybeDialpadId,
  sentAt: Timestamp,
  ...times,
});
