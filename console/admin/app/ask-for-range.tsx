import { useState } from 'preact/hooks';
import { type Outcome, send } from '../api/client.js';
import type { Coverage } from '../api/model.js';
import { Button, Result, TextField } from '../parts.js';
import { useAct } from '../use-loaded.js';

const HOUR_MS = 3_600_000;

/** A moment as a field for local times has it. */
const localOf = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** Asks Dialpad for the calls of a time range, also of one that is complete. */
export const AskForRange = ({
  appId,
  onAsked,
}: {
  readonly appId: string;
  readonly onAsked: (coverage: Coverage) => void;
}) => {
  const [from, setFrom] = useState(() => localOf(Date.now() - HOUR_MS));
  const [to, setTo] = useState(() => localOf(Date.now()));
  const ask = useAct(async (): Promise<Outcome<string>> => {
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const answer = await send<{ readonly data: Coverage }>('POST', `/internal/apps/${appId}/dialpad/backfill`, range);
    if (!answer.ok) return answer;
    onAsked(answer.value.data);
    return { ok: true, value: 'Dialpad is asked for these calls. What was not known comes as replayed.' };
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void ask.run(undefined);
      }}
    >
      <div class="fields">
        <TextField label="From" type="datetime-local" value={from} onInput={setFrom} required />
        <TextField label="To" type="datetime-local" value={to} onInput={setTo} required />
      </div>
      <Button type="submit" busy={ask.isRunning}>
        Ask Dialpad
      </Button>
      <Result of={ask} />
    </form>
  );
};
