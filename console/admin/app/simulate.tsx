import { useState } from 'preact/hooks';
import { getData, type Outcome, send } from '../api/client.js';
import type { Scenario, Simulation } from '../api/model.js';
import { Button, LoadFailure, Result, SelectField, TextField } from '../parts.js';
import { useAct, useLoaded } from '../use-loaded.js';

const SPEEDS = [
  { value: '1', label: 'as fast as in life' },
  { value: '5', label: '5 times as fast' },
  { value: '20', label: '20 times as fast' },
];

interface Props {
  readonly appId: string;
  /** For whom it rings; null lets the page ask. */
  readonly dialpadUserId?: string | null;
  readonly onStart?: (simulation: Simulation) => void;
}

/** Lets a simulated call ring. */
export const Simulate = ({ appId, dialpadUserId = null, onStart }: Props) => {
  const scenarios = useLoaded(() => getData<readonly Scenario[]>('/internal/simulations'), []);
  const [scenario, setScenario] = useState('answered');
  const [speed, setSpeed] = useState('1');
  const [person, setPerson] = useState('');
  const ring = useAct(async (): Promise<Outcome<string>> => {
    const forWhom = dialpadUserId ?? person.trim();
    const answer = await send<{ readonly data: Simulation }>('POST', `/internal/apps/${appId}/simulate`, {
      scenario,
      speed: Number(speed),
      ...(forWhom === '' ? {} : { dialpad_user_id: forWhom }),
    });
    if (!answer.ok) return answer;
    const { summary, deliveries, seconds } = answer.value.data;
    onStart?.(answer.value.data);
    return { ok: true, value: `Under way: ${summary}. ${deliveries} webhooks in ${seconds} s.` };
  });
  // In production nothing is simulated, which is no failure.
  if (scenarios.failure?.status === 403) return <p class="soft">{scenarios.failure.message}</p>;
  if (scenarios.value === null) return <LoadFailure of={scenarios} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void ring.run(undefined);
      }}
    >
      <div class="fields">
        <SelectField
          label="What happens"
          value={scenario}
          options={scenarios.value.map(({ name, summary }) => ({ value: name, label: summary }))}
          onChange={setScenario}
        />
        <SelectField label="How fast" value={speed} options={SPEEDS} onChange={setSpeed} />
        {dialpadUserId === null && (
          <TextField
            label="For whom"
            hint="A Dialpad user id; empty for a person of the simulated office"
            value={person}
            onInput={setPerson}
            inputMode="numeric"
            pattern="\s*([1-9][0-9]{0,15})?\s*"
          />
        )}
      </div>
      <Button kind="primary" type="submit" busy={ring.isRunning}>
        Ring
      </Button>
      <Result of={ring} />
    </form>
  );
};
