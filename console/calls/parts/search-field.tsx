import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  /** What may be meant, such as the people there are. */
  readonly suggestions?: readonly string[];
  readonly autoFocus?: boolean;
  readonly onFocus?: () => void;
  readonly onSearch: (text: string) => void;
}

/** How long nobody types before it is searched, in milliseconds. */
const PAUSE_MS = 350;

/** Searches a moment after the last letter, or at once with Enter. */
export const SearchField = ({ label, hint, value, suggestions = [], autoFocus, onFocus, onSearch }: Props) => {
  const id = useId();
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const field = useRef<HTMLInputElement>(null);
  // A space at the end is no other search, and stays while somebody types on.
  useEffect(() => setText((typed) => (typed.trim() === value ? typed : value)), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (autoFocus === true) field.current?.focus();
  }, [autoFocus]);
  const later = (typed: string): void => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(typed.trim()), PAUSE_MS);
  };
  return (
    <div class="field search">
      <label for={id}>{label}</label>
      <input
        ref={field}
        id={id}
        type="search"
        value={text}
        list={suggestions.length > 0 ? `${id}-list` : undefined}
        autoComplete="off"
        spellcheck={false}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onFocus={() => onFocus?.()}
        onInput={({ currentTarget }) => later(currentTarget.value)}
        onKeyDown={({ key }) => {
          if (key !== 'Enter') return;
          clearTimeout(timer.current);
          onSearch(text.trim());
        }}
      />
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </div>
  );
};
