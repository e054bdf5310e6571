import { GlobalWindow } from 'happy-dom';

/** What React and its testing library look for on `globalThis`. */
const NAMES = ['document', 'navigator', 'Node', 'Element', 'HTMLElement', 'HTMLIFrameElement', 'MutationObserver'];

const window = new GlobalWindow({ url: 'https://crm.example.com/' });
const earlier = new Map<string, PropertyDescriptor | undefined>();

const define = (name: string, value: unknown): void => {
  earlier.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
};

/** Puts a document where React looks for one. Whatever loads React has to be loaded after that. */
export const addDocument = (): void => {
  define('window', window);
  define('IS_REACT_ACT_ENVIRONMENT', true);
  for (const name of NAMES) define(name, Reflect.get(window, name));
};

/** Leaves nothing of it behind for the tests of other files. */
export const removeDocument = (): void => {
  for (const [name, descriptor] of earlier) {
    if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
    else Object.defineProperty(globalThis, name, descriptor);
  }
  earlier.clear();
};
