import { effect, signal } from '@preact/signals';
import { client } from '../session.js';
import { ask } from './ask.js';

/** CRM users who had calls of late, to be proposed where one searches for a person. */
export const knownPeople = signal<readonly string[]>([]);

const DAYS = 30;
const DAY_MS = 86_400_000;
let isAsked = false;

// Another app has other people.
effect(() => {
  if (client.value === null) isAsked = false;
  knownPeople.value = [];
});

/** Reads them, once. That it fails is no matter: a person can be typed too. */
export const readPeople = async (): Promise<void> => {
  if (isAsked) return;
  isAsked = true;
  const from = new Date(Date.now() - DAYS * DAY_MS).toISOString();
  const found = await ask((of) => of.stats({ by: 'user', bucket: 'month', from }));
  if (!found.ok) return;
  const names = (found.value.people ?? []).flatMap(({ crm_user_id }) => (crm_user_id === null ? [] : [crm_user_id]));
  knownPeople.value = [...new Set(names)];
};
