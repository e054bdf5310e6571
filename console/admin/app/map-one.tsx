import { useState } from 'preact/hooks';
import { type Outcome, send } from '../api/client.js';
import { Button, Result, TextField } from '../parts.js';
import { useAct } from '../use-loaded.js';

interface Props {
  readonly appId: string;
  readonly onMapped: (dialpadUserId: string, crmUserId: string) => Promise<void> | void;
  /** What stands in the fields at first. */
  readonly dialpadUserId?: string;
  readonly crmUserId?: string;
}

/** Maps one Dialpad user to a CRM user. */
export const MapOne = ({ appId, onMapped, ...first }: Props) => {
  const [dialpadUserId, setDialpadUserId] = useState(first.dialpadUserId ?? '');
  const [crmUserId, setCrmUserId] = useState(first.crmUserId ?? '');
  const map = useAct(async (): Promise<Outcome<string>> => {
    const wanted = { dialpad_user_id: dialpadUserId.trim(), crm_user_id: crmUserId };
    const answer = await send<{ readonly message: string }>('POST', `/internal/apps/${appId}/users/map`, wanted);
    if (!answer.ok) return answer;
    setDialpadUserId('');
    setCrmUserId('');
    await onMapped(wanted.dialpad_user_id, wanted.crm_user_id);
    return { ok: true, value: answer.value.message };
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void map.run(undefined);
      }}
    >
      <div class="fields">
        <TextField
          label="Dialpad user id"
          hint="A number of up to 19 digits"
          value={dialpadUserId}
          onInput={setDialpadUserId}
          required
          inputMode="numeric"
          pattern="\s*[1-9][0-9]{0,18}\s*"
        />
        <TextField
          label="CRM user"
          hint="The id, or the e-mail address, by which your CRM knows the person"
          value={crmUserId}
          onInput={setCrmUserId}
          required
          maxLength={320}
        />
      </div>
      <Button kind="primary" type="submit" busy={map.isRunning}>
        Map the person
      </Button>
      <Result of={map} />
    </form>
  );
};
