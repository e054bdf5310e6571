import type { ShownCall } from '../calls/call-of-event.js';
import { ringingCalls } from '../calls/ringing-calls.js';
import { crmUserKey } from '../crm-user.js';
import { makeListeners } from '../shared/listeners.js';
import { makeLive } from '../shared/live.js';
import type { SharedStream } from '../shared/shared-stream.js';
import { type LetGo, whileUsed } from '../shared/while-used.js';
import { type Handled, handledChannel } from './handled-channel.js';
import type { Browser } from './platform.js';
import { shownCall } from './shown-call.js';
import { tabLock } from './tab-lock.js';

/** The call that rings for a person, in the one tab that shows it. */
export interface Incoming {
  readonly subscribe: (listener: () => void) => LetGo;
  readonly call: () => ShownCall | null;
  /** Shows the call no more, in any tab. It rings on. */
  readonly dismiss: () => void;
}

/** Milliseconds for which a tab keeps the lock when nothing rings any more: until all others know that too. */
const KEEP_MS = 1_000;
/** Milliseconds by which a tab that the person does not work in leaves the lock to the one that they do. */
const GIVE_WAY_MS = 150;

export const makeIncoming = (stream: SharedStream, crmUser: string, browser: Browser): Incoming => {
  const ringing = makeLive(stream, ringingCalls(crmUser));
  const claim = tabLock(browser);
  const listeners = makeListeners<void>();
  const handled = new Set<string>();
  let others: Handled | null = null;
  let calls: readonly ShownCall[] = [];
  let shown: ShownCall | null = null;
  let isHeld = false;
  let letGo: LetGo | null = null;
  let releasing: ReturnType<typeof setTimeout> | undefined;

  const isLive = (): boolean => stream.state().status === 'live';
  const claimLock = (): LetGo => {
    let claimed: LetGo | null = null;
    const ask = (): void => {
      claimed = claim(`pop ${crmUserKey(crmUser)}`, () => {
        isHeld = true;
        look();
      });
    };
    const timer = setTimeout(ask, browser.document?.hasFocus() === true ? 0 : GIVE_WAY_MS);
    return () => {
      clearTimeout(timer);
      claimed?.();
    };
  };
  const release = (): void => {
    letGo?.();
    letGo = null;
    isHeld = false;
  };
  /** Wants the lock while something rings. */
  const wantLock = (): void => {
    clearTimeout(releasing);
    if (calls.length === 0) releasing = setTimeout(release, KEEP_MS);
    else if (letGo === null && isLive()) letGo = claimLock();
  };
  const noteGone = (now: readonly ShownCall[]): void => {
    const gone = calls.filter(({ id }) => !now.some((call) => call.id === id));
    for (const { id } of gone) {
      handled.delete(id);
      if (isHeld) others?.tell(id);
    }
    calls = now;
  };
  const look = (): void => {
    noteGone(ringing.state().value);
    wantLock();
    const next = shownCall({ calls, shown, handled, isHeld, isLive: isLive() });
    if (next === shown) return;
    shown = next;
    listeners.tell();
  };
  const handle = (id: string): void => {
    if (calls.some((call) => call.id === id)) handled.add(id);
    look();
  };
  const start = (): LetGo => {
    others = handledChannel(browser, handle);
    const stops = [ringing.subscribe(look), stream.onState(look), others.close];
    return () => {
      for (const stop of stops) stop();
      clearTimeout(releasing);
      release();
      handled.clear();
      calls = [];
      shown = null;
    };
  };
  const use = whileUsed(start);

  return {
    subscribe: (listener) => {
      const stops = [listeners.add(listener), use()];
      return () => {
        for (const stop of stops) stop();
      };
    },
    call: () => shown,
    dismiss: () => {
      if (shown === null) return;
      others?.tell(shown.id);
      handle(shown.id);
    },
  };
};
