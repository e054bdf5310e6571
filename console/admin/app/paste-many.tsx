import { useMemo, useState } from 'preact/hooks';
import { type Outcome, send } from '../api/client.js';
import { readPasted } from '../logic/pasted-mappings.js';
import { counted } from '../logic/sentence.js';
import { AreaField, Button, Notice, Result } from '../parts.js';
import { useAct } from '../use-loaded.js';

/** Lines at fault that are shown. */
const MAX_SHOWN = 5;

/** Maps many people at once, from lines that were copied out of a table. */
export const PasteMany = ({ appId, onMapped }: { readonly appId: string; readonly onMapped: () => Promise<void> }) => {
  const [text, setText] = useState('');
  const { mappings, faults } = useMemo(() => readPasted(text), [text]);
  const map = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send<{ readonly message: string }>('POST', `/internal/apps/${appId}/users/batch-map`, {
      mappings,
    });
    if (!answer.ok) return answer;
    setText('');
    await onMapped();
    return { ok: true, value: answer.value.message };
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void map.run(undefined);
      }}
    >
      <AreaField
        label="Lines of a table"
        hint="On each line a Dialpad user id and a CRM user, with a tab, a comma or a semicolon between them"
        value={text}
        onInput={setText}
        rows={5}
        placeholder={'4930824982817530, ana@example.com\n4915667473871626, ben@example.com'}
      />
      {faults.length > 0 && (
        <Notice tone="bad">
          {faults.slice(0, MAX_SHOWN).map(({ line, message }) => (
            <div key={line}>
              Line {line} {message}.
            </div>
          ))}
          {faults.length > MAX_SHOWN && <div>And {faults.length - MAX_SHOWN} more lines.</div>}
        </Notice>
      )}
      <Button kind="primary" type="submit" busy={map.isRunning} disabled={mappings.length === 0 || faults.length > 0}>
        {mappings.length === 0 ? 'Map them' : `Map ${counted(mappings.length, 'person', 'people')}`}
      </Button>
      <Result of={map} />
    </form>
  );
};
