import { effect, signal } from '@preact/signals';
import { client } from '../session.js';
import { ask } from './ask.js';
import { properName } from './logic/words.js';

/** Whom the CRM knows by a number, as far as it was asked; null for nobody. */
const names = signal<ReadonlyMap<string, string | null>>(new Map());

const MAX_NAMES = 1_000;
/** Numbers that wait to be looked up. Who leaves a page does not wait for them. */
const MAX_WAITING = 50;
/** Numbers that are looked up one right after the other. Then there are pauses: the CRM has the same limit of requests. */
const MAX_AT_ONCE = 20;
const PAUSE_MS = 1_000;
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

/** Notes who has a number, as an event tells it. */
export const noteName = (number: string | null, name: string): void => {
  if (number === null || names.peek().get(number) === properName(name)) return;
  const kept = names.peek().size >= MAX_NAMES ? new Map<string, string | null>() : new Map(names.peek());
  names.value = kept.set(number, properName(name));
};

/** Asks for the names of numbers that are not known yet. That it fails is no matter: the numbers are shown. */
export const askNames = (numbers: readonly (string | null)[]): void => {
  const known = names.peek();
  const wanted = numbers.filter((one): one is string => one !== null && one !== '' && !known.has(one));
  waiting = [...new Set([...wanted, ...waiting])].slice(0, MAX_WAITING);
  if (!isAsking) void askNext();
};

const askNext = async (): Promise<void> => {
  isAsking = true;
  let asked = 0;
  for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
    const isAsked = await askOne(number);
    asked += 1;
    if (!isAsked) break;
    if (asked >= MAX_AT_ONCE) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  isAsking = false;
};

/** Looks one number up; false if the server does not want to be asked now. */
const askOne = async (number: string): Promise<boolean> => {
  const before = client.peek();
  const found = await ask((of) => of.lookup(number));
  if (client.peek() !== before) return true;
  if (!found.ok && found.failure.status !== 400) return false;
  const { value } = found.ok ? found : { value: null };
  noteName(number, value?.contact?.name ?? value?.last_call?.contact_name ?? '');
  return true;
};
