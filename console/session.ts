import { computed, signal } from '@preact/signals';
import { createClient } from '../src/client/index.js';
import { keep, readKept, tab } from './kept.js';

const STORED_AS = 'cti-api-key';

const held = signal<string | null>(readKept(tab, STORED_AS));

/** The key of the app whose calls are shown, kept in this tab alone; null if none was given. */
export const apiKey = computed(() => held.value);

/** Why the key is not used any more without anybody having asked for it; null if it is not so. */
export const keyEndedBecause = signal<string | null>(null);

/** Asks the server with the key that was given; null without one. */
export const client = computed(() => (held.value === null ? null : clientWith(held.value)));

export const clientWith = (key: string) => createClient({ url: location.origin, apiKey: key });

/** Keeps the key until the tab is closed or `leaveApp` is called. */
export const enterApp = (key: string): void => {
  held.value = key;
  keyEndedBecause.value = null;
  keep(tab, STORED_AS, key);
};

/** Forgets the key, and with it all that was read. */
export const leaveApp = (because: string | null = null): void => {
  held.value = null;
  keyEndedBecause.value = because;
  keep(tab, STORED_AS, null);
};
