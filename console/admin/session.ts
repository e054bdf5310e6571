import { computed, signal } from '@preact/signals';

const STORED_AS = 'cti-internal-secret';

const stored = (): string | null => {
  try {
    return sessionStorage.getItem(STORED_AS);
  } catch {
    // Storage is switched off: the secret is then gone when the page is loaded again.
    return null;
  }
};

const held = signal<string | null>(stored());

/** The internal secret, kept in this tab alone; null for nobody signed in. */
export const internalSecret = computed(() => held.value);

/** Why the session ended without being asked to; null if it did not. */
export const endedBecause = signal<string | null>(null);

/** Keeps the secret until the tab is closed or `signOut` is called. */
export const signIn = (secret: string): void => {
  held.value = secret;
  endedBecause.value = null;
  try {
    sessionStorage.setItem(STORED_AS, secret);
  } catch {
    // It is kept in memory then.
  }
};

/** Forgets the secret. */
export const signOut = (because: string | null = null): void => {
  held.value = null;
  endedBecause.value = because;
  try {
    sessionStorage.removeItem(STORED_AS);
  } catch {
    // There was nothing to forget.
  }
};
