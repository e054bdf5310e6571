import { signal } from '@preact/signals';

/** What a screen reader says next, without the focus going anywhere. */
export const announced = signal('');

/** Says a sentence politely: after what is being read. */
export const announce = (sentence: string): void => {
  // The same sentence twice is no change, and would not be read again.
  announced.value = announced.peek() === sentence ? `${sentence}\u00a0` : sentence;
};
