import { useEffect, useRef } from 'preact/hooks';
import { ADMIN_PAGES, Admin } from './admin/admin.js';
import { internalSecret, signOut } from './admin/session.js';
import { FirstRun } from './admin/start/first-run.js';
import { path } from './router.js';

const START = { name: 'First steps', href: '/console/start' };

/** What is around every view: the way to the others, and out. */
export const Frame = () => (
  <>
    <a class="skip" href="#main">
      Skip to the content
    </a>
    <header class="frame-head">
      <a class="brand" href="/console">
        cti-server
      </a>
      <nav aria-label="Console">
        {[START, ...ADMIN_PAGES].map(({ name, href }) => (
          <a key={href} href={href} aria-current={isAt(href) ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      {internalSecret.value !== null && (
        <button type="button" class="button plain" onClick={() => signOut()}>
          Sign out
        </button>
      )}
    </header>
    <Main />
  </>
);

const isAt = (href: string): boolean => path.value === href || path.value.startsWith(`${href}/`);

const Main = () => {
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const at = path.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the path
  useEffect(() => {
    // A screen reader goes on at the new view.
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
    const heading = main.current?.querySelector('h1')?.textContent ?? 'Console';
    document.title = `${heading} · cti-server`;
  }, [at]);
  return (
    <main id="main" ref={main} tabIndex={-1}>
      {at.startsWith('/console/admin') ? <Admin path={at} /> : <FirstRun />}
    </main>
  );
};
