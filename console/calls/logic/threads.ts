import type { Message } from '../../../src/client/index.js';

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
