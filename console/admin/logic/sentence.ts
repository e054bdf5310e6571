/** A text with one full stop at its end, whether it has one or not. */
export const sentence = (text: string): string => `${text.trim().replace(/\.+$/, '')}.`;

/** Such as `1 time range` or `3 time ranges`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
