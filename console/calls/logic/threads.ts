import type { Message } from '../../../src/client/index.js';
import { otherNumber } from './words.js';

/** The messages with one number. */
export interface Thread {
  readonly number: string;
  readonly last: Message;
  /** How many of the messages that were read are with it. */
  readonly count: number;
}

/** Threads of the messages that were read, the one with the newest message first. `messages` may be in any order. */
export const threadsOf = (messages: readonly Message[]): readonly Thread[] => {
  const threads = new Map<string, Thread>();
  for (const message of messages) {
    const number = numberOf(message);
    const known = threads.get(number);
    const isNewer = known === undefined || message.sent_at > known.last.sent_at;
    threads.set(number, { number, last: isNewer ? message : known.last, count: (known?.count ?? 0) + 1 });
  }
  return [...threads.values()].sort((one, other) => other.last.sent_at.localeCompare(one.last.sent_at));
};

/** The number of the other side; empty if it is not known. */
export const numberOf = (message: Message): string => otherNumber(message) ?? '';

/** Messages by day of the reader, the oldest first. `dayOf` names the day of a time. */
export const daysOf = (
  messages: readonly Message[],
  dayOf: (at: string) => string,
): readonly { readonly day: string; readonly messages: readonly Message[] }[] => {
  const days = new Map<string, Message[]>();
  const sorted = [...messages].sort((one, other) => one.sent_at.localeCompare(other.sent_at));
  for (const message of sorted) {
    const day = dayOf(message.sent_at);
    const known = days.get(day);
    if (known === undefined) days.set(day, [message]);
    else known.push(message);
  }
  return [...days].map(([day, of]) => ({ day, messages: of }));
};
