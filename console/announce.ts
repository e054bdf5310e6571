import { signal } from '@preact/signals';

/** What a screen reader says next, without the focus going anywhere. */
export const announced = signal('');

/** Says a sentence politely: after what is being read. */
export const announce = (sentence: string): void => {
  announced.value = sentence;
};
