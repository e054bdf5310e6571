import type { ComponentChildren } from 'preact';
import type { Failure } from '../api/client.js';
import { Button } from './button.js';

/** Something to know. What went wrong is read out at once. */
export const Notice = ({
  tone,
  children,
}: {
  readonly tone: 'bad' | 'warn' | 'info' | 'good';
  readonly children: ComponentChildren;
}) => (
  <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
);

/** What an act has done, or why it was not carried out, in the words of the server. */
export const Result = ({ of }: { readonly of: { readonly failure: Failure | null; readonly done: string | null } }) => {
  if (of.failure !== null) return <Notice tone="bad">{of.failure.message}</Notice>;
  return of.done === null || of.done === '' ? null : <Notice tone="good">{of.done}</Notice>;
};

interface Loading {
  readonly value: unknown;
  readonly failure: Failure | null;
  readonly isLoading: boolean;
  readonly reload: () => Promise<void>;
}

/** Why something could not be read, with a way to try again; and that it is being read, while there is nothing to show yet. */
export const LoadFailure = ({ of }: { readonly of: Loading }) => {
  if (of.failure !== null) {
    return (
      <Notice tone="bad">
        {of.failure.message}{' '}
        <Button busy={of.isLoading} onClick={of.reload}>
          Try again
        </Button>
      </Notice>
    );
  }
  return of.value === null && of.isLoading ? (
    <p class="soft" role="status">
      Loading…
    </p>
  ) : null;
};

/** What stands where there is nothing to show. */
export const Empty = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <div class="empty">
    <strong>{title}</strong>
    <span>{children}</span>
  </div>
);
