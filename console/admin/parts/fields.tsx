import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Labelled {
  readonly label: string;
  readonly hint?: ComponentChildren;
}

type Input = Pick<
  JSX.InputHTMLAttributes<HTMLInputElement>,
  'required' | 'maxLength' | 'pattern' | 'inputMode' | 'autoComplete' | 'placeholder'
>;

interface TextProps extends Labelled, Input {
  readonly type?: 'text' | 'password' | 'search' | 'datetime-local' | 'url' | 'number';
  readonly value: string;
  readonly onInput: (text: string) => void;
}

const Hint = ({ id, hint }: { readonly id: string; readonly hint: ComponentChildren }) =>
  hint === undefined ? null : (
    <span class="hint" id={id}>
      {hint}
    </span>
  );

/** A line of text with its label, and a hint below that a screen reader reads with it. */
export const TextField = ({ label, hint, type = 'text', value, onInput, ...input }: TextProps) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={type}
        value={value}
        dir="auto"
        spellcheck={false}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
        {...input}
      />
      <Hint id={`${id}-hint`} hint={hint} />
    </div>
  );
};

interface AreaProps extends Labelled {
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly rows: number;
  readonly placeholder?: string;
}

/** Several lines of text. */
export const AreaField = ({ label, hint, value, onInput, rows, placeholder }: AreaProps) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={rows}
        value={value}
        dir="auto"
        spellcheck={false}
        placeholder={placeholder}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <Hint id={`${id}-hint`} hint={hint} />
    </div>
  );
};

interface SelectProps extends Labelled {
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** One of several. */
export const SelectField = ({ label, hint, value, options, onChange }: SelectProps) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Hint id={`${id}-hint`} hint={hint} />
    </div>
  );
};
