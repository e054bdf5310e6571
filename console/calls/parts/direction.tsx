import type { Call } from '../../../src/client/index.js';

const SHOWN = {
  inbound: { arrow: '↙', word: 'Incoming' },
  outbound: { arrow: '↗', word: 'Outgoing' },
} as const;

/** Whether a call came in or went out. */
export const DirectionMark = ({ direction }: { readonly direction: Call['direction'] }) => {
  const { arrow, word } = direction === null ? { arrow: '·', word: 'Direction not known' } : SHOWN[direction];
  return (
    <span class={`direction ${direction ?? ''}`} title={word}>
      <span aria-hidden="true">{arrow}</span>
      <span class="visually-hidden">{word}</span>
    </span>
  );
};
