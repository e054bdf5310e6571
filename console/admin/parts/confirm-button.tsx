import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button.js';

interface Props {
  readonly label: string;
  /** What of a list it is about, for a screen reader: "Delete the mapping of ann". */
  readonly about?: string;
  readonly kind?: 'danger' | 'plain';
  readonly title: string;
  /** What happens, in a sentence. */
  readonly text: string;
  readonly confirm: string;
  readonly busy: boolean;
  readonly onConfirm: () => unknown;
}

/** A button that asks before it does something that cannot simply be undone. Escape, and the first button, do nothing. */
export const ConfirmButton = ({ label, about, kind = 'danger', title, text, confirm, busy, onConfirm }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(
    () => () => {
      // What it has deleted is gone, and the button with it: a keyboard goes on in the page.
      queueMicrotask(() => {
        if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
      });
    },
    [],
  );
  return (
    <>
      <Button
        kind={kind}
        busy={busy}
        {...(about === undefined ? {} : { label: `${label} ${about}` })}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </Button>
      <dialog ref={dialog} class="dialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`}>
        <form method="dialog">
          <h2 id={`${id}-title`}>{title}</h2>
          <p id={`${id}-text`}>{text}</p>
          <div class="actions">
            <button type="submit" class="button plain">
              Cancel
            </button>
            <Button
              kind={kind === 'danger' ? 'danger' : 'primary'}
              onClick={() => {
                dialog.current?.close();
                void onConfirm();
              }}
            >
              {confirm}
            </Button>
          </div>
        </form>
      </dialog>
    </>
  );
};
