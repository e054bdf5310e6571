import { createClient, type StreamOptions } from '../../../src/client/index.js';

/* A CRM's page: it follows the stream as the test says, and tells the test what it sees. */

declare global {
  /** These are functions of the test. */
  var ticketForPage: () => Promise<string>;
  var noteEvent: (id: string) => Promise<void>;
  var noteState: (state: object) => Promise<void>;
  /** These are called by the test. */
  var follow: (url: string, options: StreamOptions) => void;
  /** What a browser does when its user goes to another tab and back. One without a window shows every page. */
  var showAs: (state: 'hidden' | 'visible') => void;
}

globalThis.follow = (url, options) => {
  createClient({ url, getTicket: globalThis.ticketForPage }).stream({
    ...options,
    onEvent: ({ event_id }) => void globalThis.noteEvent(event_id),
    onState: (state) => void globalThis.noteState(state),
  });
};
globalThis.showAs = (state) => {
  const document: EventTarget = Reflect.get(globalThis, 'document');
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
};
