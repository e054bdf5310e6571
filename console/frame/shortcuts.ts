import { signal } from '@preact/signals';
import { browser, keep, readKept } from '../kept.js';
import { type Pressed, pressed, type ShortcutAct } from '../logic/shortcuts.js';
import { navigate } from '../router.js';

const STORED_AS = 'cti-shortcuts';

/** Whether keys do something. Who dictates switches them off, so that spoken letters do nothing. */
export const areShortcutsOn = signal(readKept(browser, STORED_AS) !== 'off');

export const switchShortcuts = (on: boolean): void => {
  areShortcutsOn.value = on;
  keep(browser, STORED_AS, on ? null : 'off');
};

/** Where one types, keys are letters. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog') !== null;

/** Follows the keys until the page is left. `showHelp` opens the list of them. */
export const startShortcuts = (showHelp: () => void): (() => void) => {
  let before: Pressed | null = null;
  const carryOut = (act: ShortcutAct): void => {
    if (act._tag === 'Go') navigate(act.href);
    else if (act._tag === 'Help') showHelp();
    else search();
  };
  const onKey = (event: KeyboardEvent): void => {
    const isShortcut = !event.ctrlKey && !event.metaKey && !event.altKey && areShortcutsOn.value;
    if (!isShortcut || isTyping(event.target)) return;
    const { act, next } = pressed(before, { key: event.key, at: event.timeStamp });
    before = next;
    if (act === null) return;
    event.preventDefault();
    carryOut(act);
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
};

/** Goes to the search of the view that is shown, else to that of the calls. */
const search = (): void => {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (field !== null) {
    field.focus();
    return;
  }
  navigate('/console/calls?search');
};
