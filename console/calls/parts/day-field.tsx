import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  /** Such as `2026-11-26`; empty for none. */
  readonly value: string;
  readonly onChange: (day: string) => void;
}

/** A day in the reader's time zone. */
export const DayField = ({ label, value, onChange }: Props) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} type="date" value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
    </div>
  );
};
