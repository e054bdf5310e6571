/** Reads a query. A parameter that is empty or blank counts as absent (contract §1); of two with the same name both stay, in order. */
export const readQuery = (text: string): URLSearchParams =>
  new URLSearchParams([...new URLSearchParams(text)].filter(([, value]) => value.trim() !== ''));
