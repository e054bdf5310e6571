interface Props {
  readonly legend: string;
  readonly hint: string;
  readonly names: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Several of a list of names. */
export const CheckList = ({ legend, hint, names, chosen, onChange }: Props) => (
  <fieldset class="check-list">
    <legend>
      {legend} <span class="hint">{hint}</span>
    </legend>
    {names.map((name) => (
      <label key={name}>
        <input
          type="checkbox"
          checked={chosen.includes(name)}
          onChange={({ currentTarget: { checked } }) =>
            onChange(checked ? [...chosen, name] : chosen.filter((one) => one !== name))
          }
        />
        {name}
      </label>
    ))}
  </fieldset>
);
