/** What a key does: shows a page, or something else that the frame knows. */
export type ShortcutAct =
  | { readonly _tag: 'Go'; readonly href: string }
  | { readonly _tag: 'Search' }
  | { readonly _tag: 'Help' };

export interface Shortcut {
  /** One key, or `g` and another one after it. */
  readonly keys: string;
  readonly what: string;
  readonly act: ShortcutAct;
}

const go = (keys: string, what: string, href: string): Shortcut => ({ keys, what, act: { _tag: 'Go', href } });

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: '?', what: 'Show the keys', act: { _tag: 'Help' } },
  { keys: '/', what: 'Search calls', act: { _tag: 'Search' } },
  go('g l', 'Live', '/console/live'),
  go('g c', 'Calls', '/console/calls'),
  go('g v', 'Voicemails', '/console/voicemails'),
  go('g m', 'Messages', '/console/messages'),
  go('g s', 'Statistics', '/console/statistics'),
  go('g a', 'Apps', '/console/admin/apps'),
  go('g i', 'Inbox', '/console/admin/inbox'),
];

/** The longest pause between the two keys of a shortcut, in milliseconds. */
const MAX_PAUSE_MS = 1_500;

/** The key that was pressed before, and when in milliseconds. */
export interface Pressed {
  readonly key: string;
  readonly at: number;
}

/** What a key does after the one before it, and what is to be remembered for the next. */
export const pressed = (
  before: Pressed | null,
  now: Pressed,
): { readonly act: ShortcutAct | null; readonly next: Pressed | null } => {
  const isSecond = before !== null && now.at - before.at <= MAX_PAUSE_MS;
  const keys = isSecond ? `${before.key} ${now.key}` : now.key;
  const act = SHORTCUTS.find((shortcut) => shortcut.keys === keys)?.act ?? null;
  return { act, next: act === null && now.key === 'g' ? now : null };
};
