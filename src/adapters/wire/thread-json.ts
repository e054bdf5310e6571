import * as t from 'io-ts';
import type { Thread } from '../../application/messages/list-threads.js';
import { textJson } from './json-text.js';
import { MessageJson, messageToText } from './message-json.js';

/** The messages with one other party over REST, by the newest of them. */
export const ThreadJson = t.type({ number: t.string, newest: MessageJson }, 'Thread');

/** A thread as JSON. */
export const threadToText = ({ number, newest }: Thread): string =>
  `{"number":${textJson(number)},"newest":${messageToText(newest)}}`;
