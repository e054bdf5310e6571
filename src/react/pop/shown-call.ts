import type { ShownCall } from '../calls/call-of-event.js';

/** What decides whether a call pops in this tab. */
export interface Situation {
  /** The calls that ring for the person. */
  readonly calls: readonly ShownCall[];
  /** The call that this tab shows now. */
  readonly shown: ShownCall | null;
  /** The ids of calls that were dismissed, or are over as another tab knows already. */
  readonly handled: ReadonlySet<string>;
  /** Whether this tab is the one that pops. */
  readonly isHeld: boolean;
  /** Whether the stream has all events. Before that, a call that seems to ring may be over. */
  readonly isLive: boolean;
}

/** The call that this tab shows next: the same one for as long as it rings, then the one that has rung longest. */
export const shownCall = ({ calls, shown, handled, isHeld, isLive }: Situation): ShownCall | null => {
  const open = isHeld ? calls.filter(({ id }) => !handled.has(id)) : [];
  return open.find(({ id }) => id === shown?.id) ?? (isLive ? (open[0] ?? null) : null);
};
