import { useEffect, useState } from 'preact/hooks';
import type { Call } from '../../../src/client/index.js';
import type { Outcome } from '../../admin/api/client.js';
import { AreaField, Button, Panel, Result, TextField } from '../../admin/parts.js';
import { useAct } from '../../admin/use-loaded.js';
import { ask } from '../ask.js';
import { type NoteForm, noteChanges, noteForm } from '../logic/note-changes.js';
import { safeLink } from '../logic/safe-link.js';

const MAX_LENGTH = 10_000;
const ROWS = 4;

interface Props {
  readonly call: Call;
  readonly onSaved: (call: Call) => void;
}

/** What the CRM has written on a call, and what one writes oneself. */
export const Notes = ({ call, onSaved }: Props) => {
  const [filledWith, setFilledWith] = useState(noteForm(call));
  const [form, setForm] = useState(filledWith);
  const changes = noteChanges(filledWith, form);
  const isChanged = Object.keys(changes).length > 0;
  const fill = (text: NoteForm): void => {
    setFilledWith(text);
    setForm(text);
  };
  // What somebody else writes is shown at once, unless one is writing: then nothing is taken away from below one's hands.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once the call has changed
  useEffect(() => {
    if (!isChanged) fill(noteForm(call));
  }, [call.disposition, call.note, call.record_url]);
  const save = useAct(async (): Promise<Outcome<string>> => {
    const saved = await ask((of) => of.request('PATCH', '/api/calls/{id}', { path: { id: call.id }, body: changes }));
    if (!saved.ok) return saved;
    fill(noteForm(saved.value.data));
    onSaved(saved.value.data);
    return { ok: true, value: 'It is saved, and told to the CRM.' };
  });
  const change = (changed: Partial<NoteForm>): void => {
    save.clear();
    setForm({ ...form, ...changed });
  };
  return (
    <Panel title="Notes of the CRM">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save.run(undefined);
        }}
      >
        <div class="fields">
          <TextField
            label="Disposition"
            hint="How the call ended for the CRM"
            value={form.disposition}
            maxLength={MAX_LENGTH}
            onInput={(disposition) => change({ disposition })}
          />
          <TextField
            label="Record"
            type="url"
            hint={<RecordHint url={call.record_url} />}
            value={form.record_url}
            maxLength={MAX_LENGTH}
            onInput={(record_url) => change({ record_url })}
          />
        </div>
        <AreaField label="Note" rows={ROWS} value={form.note} onInput={(note) => change({ note })} />
        <Button kind="primary" type="submit" busy={save.isRunning} disabled={!isChanged}>
          Save
        </Button>
        <Result of={save} />
      </form>
    </Panel>
  );
};

const RecordHint = ({ url }: { readonly url: string | null }) => {
  const address = safeLink(url);
  return address === null ? (
    <>The address of the CRM's record of the call</>
  ) : (
    <a href={address} target="_blank" rel="noopener noreferrer">
      Open it in the CRM
    </a>
  );
};
