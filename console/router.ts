import { signal } from '@preact/signals';

const current = signal(location.pathname);
const asked = signal(location.search);

/** The path of the view that is shown, such as `/console/admin/apps`. */
export const path = current;

/** The query of the address, such as `?status=missed`: what a view filters by. */
export const query = asked;

const read = (): void => {
  current.value = location.pathname;
  asked.value = location.search;
};

/** Shows the view at this address without loading the page anew. */
export const navigate = (address: string): void => {
  history.pushState(null, '', address);
  read();
  scrollTo(0, 0);
};

/** Shows the view at this address in place of the one that is shown: the way back does not lead there again. */
export const redirect = (address: string): void => {
  history.replaceState(null, '', address);
  read();
};

/** Puts a query into the address of the view that is shown, in place of the one that it has. */
export const replaceQuery = (parameters: URLSearchParams): void => {
  const text = parameters.toString();
  history.replaceState(null, '', text === '' ? location.pathname : `?${text}`);
  read();
};

/** A field of the query of the address; empty where there is none. */
export const queryField = (name: string): string => new URLSearchParams(asked.value).get(name) ?? '';

/** Puts a field into the query of the address; an empty one is taken away. */
export const setQueryField = (name: string, value: string): void => {
  const parameters = new URLSearchParams(asked.peek());
  if (value === '') parameters.delete(name);
  else parameters.set(name, value);
  replaceQuery(parameters);
};

/** What was noted of the entry of the browser's history that is shown. */
export const entryNote = (name: string): unknown => Object(history.state)[name];

/** Notes something of this entry, for when somebody comes back to it. */
export const noteInEntry = (name: string, note: unknown): void =>
  history.replaceState({ ...Object(history.state), [name]: note }, '');

/** Whether a click on a link is one that the browser should follow itself: into another tab, to another site, with a key held down. */
const isForBrowser = (event: MouseEvent, link: HTMLAnchorElement): boolean =>
  event.defaultPrevented ||
  event.button !== 0 ||
  event.metaKey ||
  event.ctrlKey ||
  event.shiftKey ||
  event.altKey ||
  link.target !== '' ||
  link.origin !== location.origin ||
  !/^\/console(\/|$)/.test(link.pathname) ||
  (link.hash !== '' && link.pathname === location.pathname);

/** Lets links to views of the console be followed without loading the page anew, and the browser's way back and forth too. */
export const startRouting = (): void => {
  addEventListener('popstate', read);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || isForBrowser(event, link)) return;
    event.preventDefault();
    navigate(link.href);
  });
};
