import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from './button.js';
import { copyText } from './copy-text.js';

/** How long it says that something was copied, in milliseconds. */
const SAID_FOR_MS = 2_000;

interface CopyProps {
  readonly text: string;
  /** What it is, for a screen reader: "Copy the key". */
  readonly what: string;
  /** What stands on the button. */
  readonly label?: string;
}

/** Copies a text to the clipboard, and says so. */
export const CopyButton = ({ text, what, label = 'Copy' }: CopyProps) => {
  const [said, setSaid] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (): Promise<void> => {
    const isCopied = await copyText(text);
    clearTimeout(timer.current);
    setSaid(isCopied ? 'Copied' : 'Select it and copy it by hand');
    timer.current = setTimeout(() => setSaid(''), SAID_FOR_MS);
  };
  return (
    <span class="copy">
      <Button label={`Copy ${what}`} onClick={copy}>
        {label}
      </Button>
      <span role="status">{said}</span>
    </span>
  );
};

/** A text that people copy, such as an id. */
export const CopyText = ({ text }: { readonly text: string }) => (
  <span class="copy-text">
    <code>{text}</code>
    <CopyButton text={text} what={text} />
  </span>
);

interface SecretProps {
  readonly label: string;
  readonly value: string;
  /** What is copied. */
  readonly what?: string;
  readonly note: string;
  readonly done?: string;
  readonly onDone: () => void;
}

/** A secret that is shown this once. It takes the focus, so that nobody misses it. */
export const SecretOnce = ({
  label,
  value,
  what = 'the key',
  note,
  done = 'I have stored it',
  onDone,
}: SecretProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <section class="secret" aria-label={label}>
      <h2 ref={heading} tabIndex={-1}>
        {label}
      </h2>
      <div class="secret-value">
        <code>{value}</code>
        <CopyButton text={value} what={what} />
      </div>
      <p>{note}</p>
      <Button kind="primary" onClick={onDone}>
        {done}
      </Button>
    </section>
  );
};
