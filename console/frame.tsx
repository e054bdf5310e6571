import { useEffect, useRef, useState } from 'preact/hooks';
import { Admin } from './admin/admin.js';
import { internalSecret, signOut } from './admin/session.js';
import { FirstRun } from './admin/start/first-run.js';
import { announced } from './announce.js';
import { Calls } from './calls/calls.js';
import { StreamBadge } from './calls/parts/stream-badge.js';
import { Navigation } from './frame/navigation.js';
import { ShortcutHelp } from './frame/shortcut-help.js';
import { startShortcuts } from './frame/shortcuts.js';
import { ThemeChoice } from './frame/theme-choice.js';
import { Home } from './home.js';
import { path } from './router.js';
import { apiKey, leaveApp } from './session.js';

const leave = (): void => {
  signOut();
  leaveApp();
};

/** What is around every view: the way to the others, and out. */
export const Frame = () => {
  const help = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const at = path.value;
  useEffect(() => startShortcuts(() => help.current?.showModal()), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the path
  useEffect(() => setOpen(false), [at]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <div class="frame">
        <header class={isOpen ? 'side open' : 'side'}>
          <div class="side-head">
            <a class="brand" href="/console">
              cti-server
            </a>
            {apiKey.value !== null && <StreamBadge />}
            <button type="button" class="button menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              Menu
            </button>
          </div>
          <div class="side-body">
            <Navigation />
            <div class="side-foot">
              <ThemeChoice />
              <button type="button" class="button plain" onClick={() => help.current?.showModal()}>
                Keys <kbd>?</kbd>
              </button>
              {(internalSecret.value !== null || apiKey.value !== null) && (
                <button type="button" class="button plain" onClick={leave}>
                  Sign out
                </button>
              )}
            </div>
          </div>
        </header>
        <Main />
      </div>
      <p class="visually-hidden" aria-live="polite" role="status">
        {announced.value}
      </p>
      <ShortcutHelp dialog={help} />
    </>
  );
};

const Main = () => {
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const at = path.value;
  const session = `${apiKey.value !== null} ${internalSecret.value !== null}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: after signing in and out
  useEffect(() => {
    // The form or the button that had the focus is gone.
    if (!isFirst.current && document.activeElement === document.body) main.current?.focus();
  }, [session]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the path
  useEffect(() => {
    // A screen reader goes on at the new view, unless one searches in it.
    const isSearching = main.current?.querySelector('input[type="search"]:focus') != null;
    if (!isFirst.current && !isSearching) main.current?.focus();
    isFirst.current = false;
  }, [at]);
  return (
    <main id="main" ref={main} tabIndex={-1}>
      <View path={at} />
    </main>
  );
};

const View = ({ path: at }: { readonly path: string }) => {
  const [, , part = ''] = at.split('/');
  if (part === 'admin') return <Admin path={at} />;
  if (part === 'start') return <FirstRun />;
  return part === '' ? <Home /> : <Calls path={at} />;
};
