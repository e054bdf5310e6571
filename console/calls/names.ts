import { effect, signal } from '@preact/signals';
import { client } from '../session.js';
import { ask } from './ask.js';

/** Whom the CRM knows by a number, as far as it was asked; null for nobody. */
const names = signal<ReadonlyMap<string, string | null>>(new Map());

const MAX_NAMES = 1_000;
/** Numbers that wait to be looked up. Who leaves a page does not wait for them. */
const MAX_WAITING = 50;
let waiting: string[] = [];
let isAsking = false;

// Another app has other contacts.
effect(() => {
  if (client.value === null) waiting = [];
  names.value = new Map();
});

/** The name of who has a number, once it was asked; the numbers of a page are asked one after another. */
export const nameOf = (number: string | null): string | null =>
  number === null ? null : (names.value.get(number) ?? null);

/** Asks for the names of numbers that are not known yet. That it fails is no matter: the numbers are shown. */
export const askNames = (numbers: readonly (string | null)[]): void => {
  const known = names.peek();
  const wanted = numbers.filter((one): one is string => one !== null && one !== '' && !known.has(one));
  waiting = [...new Set([...wanted, ...waiting])].slice(0, MAX_WAITING);
  if (!isAsking) void askNext();
};

const askNext = async (): Promise<void> => {
  isAsking = true;
  for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
    const asked = number;
    const before = client.peek();
    const found = await ask((of) => of.lookup(asked));
    if (client.peek() !== before) continue;
    if (!found.ok && found.failure.status !== 400) break;
    const { value } = found.ok ? found : { value: null };
    const name = value?.contact?.name ?? value?.last_call?.contact_name ?? null;
    const kept = names.peek().size >= MAX_NAMES ? new Map<string, string | null>() : new Map(names.peek());
    names.value = kept.set(asked, name);
  }
  isAsking = false;
};
