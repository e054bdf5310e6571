import type { ComponentChildren } from 'preact';

interface Props {
  readonly kind?: 'primary' | 'plain' | 'danger';
  readonly type?: 'button' | 'submit';
  /** Whether what it does is under way: pressing it again does nothing. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** What a screen reader says in place of the label. */
  readonly label?: string;
  readonly onClick?: () => unknown;
  readonly children: ComponentChildren;
}

export const Button = ({
  kind = 'plain',
  type = 'button',
  busy = false,
  disabled = false,
  label,
  onClick,
  children,
}: Props) => (
  <button
    type={type}
    class={`button ${kind}`}
    disabled={disabled}
    aria-busy={busy}
    aria-label={label}
    onClick={() => {
      if (!busy) void onClick?.();
    }}
  >
    {children}
  </button>
);
