import type { LetGo } from '../shared/while-used.js';

/** Waits until this tab alone has the lock of that name, and calls `onHeld` then. A tab that is closed has let go. */
export type ClaimLock = (name: string, onHeld: () => void) => LetGo;
