/** Storage of the browser that may be switched off: what is kept is then gone when the page is loaded again. */
type Store = () => Storage;

export const tab: Store = () => sessionStorage;
export const browser: Store = () => localStorage;

export const readKept = (store: Store, name: string): string | null => {
  try {
    return store().getItem(name);
  } catch {
    return null;
  }
};

/** Keeps a text; null forgets it. */
export const keep = (store: Store, name: string, text: string | null): void => {
  try {
    if (text === null) store().removeItem(name);
    else store().setItem(name, text);
  } catch {
    // It is known in memory then.
  }
};
