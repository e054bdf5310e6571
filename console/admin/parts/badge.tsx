import type { ComponentChildren } from 'preact';

export type BadgeTone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

/** A word for a state. The word says it; the colour only helps. */
export const Badge = ({ tone, children }: { readonly tone: BadgeTone; readonly children: ComponentChildren }) => (
  <span class={`badge ${tone}`}>{children}</span>
);
