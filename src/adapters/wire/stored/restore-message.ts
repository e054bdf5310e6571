import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';
import { MESSAGE_STATUSES, type Message, type MessageFacts } from '../../../domain/message/message.js';
import { Moment, maybeKnown, orNull } from '../archive/archive-parts.js';
import { DirectionJson, oneOf } from '../words.js';
import { withDefaults } from './with-defaults.js';

/** The fields of `MessageFacts`, as they are stored in a database and in an archive. */
export const MESSAGE_FACT_FIELDS = {
  direction: maybeKnown(DirectionJson),
  fromNumber: maybeKnown(t.string),
  toNumber: maybeKnown(t.string),
  text: maybeKnown(t.string),
  status: orNull(oneOf(MESSAGE_STATUSES)),
  dialpadUserId: maybeKnown(DialpadId),
  sentAt: Moment,
};

/** A message as it is stored, perhaps by a version with fewer facts. */
export type StoredMessage = Omit<Message, 'facts'> & { readonly facts: Partial<MessageFacts> };

const factsOf = withDefaults<MessageFacts>('the facts of a message', MESSAGE_FACT_FIELDS);

/** Reads a stored message. Facts that its version did not have are unknown. */
export const restoreMessage = (stored: StoredMessage): Message => ({
  ...stored,
  facts: factsOf(stored.facts, {
    direction: null,
    fromNumber: null,
    toNumber: null,
    text: null,
    status: null,
    dialpadUserId: null,
    sentAt: { at: stored.createdAt, stated: false },
  }),
});
