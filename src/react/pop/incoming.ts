import type { ShownCall } from '../calls/call-of-event.js';
import { ringingCalls } from '../calls/ringing-calls.js';
import { crmUserKey } from '../crm-user.js';
import { makeListeners } from '../shared/listeners.js';
import type { Live } from '../shared/live.js';
import { makeLive } from '../shared/live-value.js';
import type { SharedStream } from '../shared/shared-stream.js';
import { type LetGo, whileUsed } from '../shared/while-used.js';
import type { ClaimLock } from './claim-lock.js';
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

export const makeIncoming = (stream: SharedStream, crmUser: string, browser: Browser): Incoming =>
  new IncomingCalls(stream, crmUser, browser);

/** A class, because calls, the lock and other tabs change the same state. */
class IncomingCalls implements Incoming {
  readonly #stream: SharedStream;
  readonly #browser: Browser;
  readonly #lockName: string;
  readonly #claim: ClaimLock;
  readonly #ringing: Live<readonly ShownCall[]>;
  readonly #listeners = makeListeners<void>();
  readonly #use = whileUsed(() => this.#start());
  /** The ids of calls that ring but do not pop any more. */
  readonly #handled = new Set<string>();
  #others: Handled | null = null;
  #calls: readonly ShownCall[] = [];
  #shown: ShownCall | null = null;
  /** Gives the lock back, or the wish for it; null without either. */
  #letGo: LetGo | null = null;
  #isHeld = false;
  #releasing: ReturnType<typeof setTimeout> | undefined;

  constructor(stream: SharedStream, crmUser: string, browser: Browser) {
    this.#stream = stream;
    this.#browser = browser;
    this.#lockName = `pop ${crmUserKey(crmUser)}`;
    this.#claim = tabLock(browser);
    this.#ringing = makeLive(stream, ringingCalls(crmUser));
  }

  readonly subscribe = (listener: () => void): LetGo => {
    const stops = [this.#listeners.add(listener), this.#use()];
    return () => {
      for (const stop of stops) stop();
    };
  };

  readonly call = (): ShownCall | null => this.#shown;

  readonly dismiss = (): void => {
    if (this.#shown === null) return;
    const { id } = this.#shown;
    this.#others?.tell(id);
    this.#handle(id);
  };

  #start(): LetGo {
    this.#others = handledChannel(this.#browser, (id) => this.#handle(id));
    const stops = [this.#ringing.subscribe(this.#look), this.#stream.onState(this.#look), this.#others.close];
    return () => {
      for (const stop of stops) stop();
      clearTimeout(this.#releasing);
      this.#release();
      this.#handled.clear();
      this.#calls = [];
      this.#shown = null;
    };
  }

  get #isLive(): boolean {
    return this.#stream.state().status === 'live';
  }

  /** Whether the stream tells this tab nothing more until somebody does something. */
  get #isDeaf(): boolean {
    return ['paused', 'refused', 'closed'].includes(this.#stream.state().status);
  }

  /** Something may be different now. */
  readonly #look = (): void => {
    this.#take(this.#ringing.state().value);
    this.#wantLock();
    const next = shownCall({
      calls: this.#calls,
      shown: this.#shown,
      handled: this.#handled,
      isHeld: this.#isHeld,
      isLive: this.#isLive,
    });
    if (next === this.#shown) return;
    this.#shown = next;
    this.#listeners.tell();
  };

  /** Other tabs may learn only later that a call rings no more, and would pop when this one lets go. */
  #take(calls: readonly ShownCall[]): void {
    for (const { id } of this.#calls.filter((before) => !calls.some((call) => call.id === before.id))) {
      this.#handled.delete(id);
      if (this.#isHeld) this.#others?.tell(id);
    }
    this.#calls = calls;
  }

  #handle(id: string): void {
    if (this.#calls.some((call) => call.id === id)) this.#handled.add(id);
    this.#look();
  }

  /**
   * Wants the lock while something rings, also if it is dismissed: a tab that is opened then is not to pop. A tab that hears nothing
   * would never learn that the call is over, and leaves the lock to one that does.
   */
  #wantLock(): void {
    clearTimeout(this.#releasing);
    if (this.#isDeaf) this.#release();
    else if (this.#calls.length === 0) this.#releasing = setTimeout(() => this.#release(), KEEP_MS);
    else if (this.#letGo === null && this.#isLive) this.#letGo = this.#claimSoon();
  }

  #claimSoon(): LetGo {
    let claimed: LetGo | null = null;
    const claim = (): void => {
      claimed = this.#claim(this.#lockName, () => {
        this.#isHeld = true;
        this.#look();
      });
    };
    const timer = setTimeout(claim, this.#browser.document?.hasFocus() === true ? 0 : GIVE_WAY_MS);
    return () => {
      clearTimeout(timer);
      claimed?.();
    };
  }

  #release(): void {
    this.#letGo?.();
    this.#letGo = null;
    this.#isHeld = false;
  }
}
