import { useState } from 'preact/hooks';
import { type Outcome, send } from '../api/client.js';
import type { Sync } from '../api/model.js';
import { readCrmUsers } from '../logic/crm-users.js';
import { counted } from '../logic/sentence.js';
import { AreaField, Badge, Button, Notice, Result, Table } from '../parts.js';
import { useAct } from '../use-loaded.js';

/** Matches Dialpad's users to CRM users by e-mail address: first as a proposal, then for good. */
export const MatchByEmail = ({
  appId,
  onMapped,
}: {
  readonly appId: string;
  readonly onMapped: () => Promise<void>;
}) => {
  const [text, setText] = useState('');
  const [proposed, setProposed] = useState<Sync | null>(null);
  const { users, faults } = readCrmUsers(text);
  const sync = useAct(async (dryRun: boolean): Promise<Outcome<string>> => {
    const body = { dry_run: dryRun, ...(users.length === 0 ? {} : { crm_users: users }) };
    const answer = await send<{ readonly data: Sync }>('POST', `/internal/apps/${appId}/users/sync`, body);
    if (!answer.ok) return answer;
    const { matched, unmatched } = answer.value.data;
    setProposed(dryRun ? answer.value.data : null);
    if (!dryRun) await onMapped();
    return {
      ok: true,
      value: dryRun
        ? `Nothing is mapped yet: ${matched.length} would be, ${unmatched.length} would not.`
        : `${counted(matched.filter(({ mapping }) => mapping === 'created').length, 'person was', 'people were')} mapped.`,
    };
  });
  const fresh = proposed?.matched.filter(({ mapping }) => mapping === 'proposed').length ?? 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void sync.run(true);
      }}
    >
      <p>Dialpad’s users are asked for, and each is matched to the CRM user with the same e-mail address.</p>
      <AreaField
        label="CRM users"
        hint="On each line the id and the e-mail address of a CRM user. Empty: the e-mail address itself is the CRM user"
        value={text}
        onInput={setText}
        rows={3}
      />
      {faults.length > 0 && (
        <Notice tone="bad">{`Line ${faults.join(', ')}: an id and an e-mail address are needed.`}</Notice>
      )}
      <div class="actions">
        <Button type="submit" busy={sync.isRunning} disabled={faults.length > 0}>
          Preview
        </Button>
        {fresh > 0 && (
          <Button kind="primary" busy={sync.isRunning} onClick={() => sync.run(false)}>
            {`Map ${counted(fresh, 'person', 'people')}`}
          </Button>
        )}
      </div>
      <Result of={sync} />
      {proposed !== null && <Proposal sync={proposed} />}
    </form>
  );
};

const Proposal = ({ sync: { matched, unmatched } }: { readonly sync: Sync }) => (
  <Table caption="What would be mapped" head={['Dialpad user', 'E-mail', 'CRM user']}>
    {matched.map((person) => (
      <tr key={person.dialpad_user_id}>
        <th scope="row">{person.name ?? person.dialpad_user_id}</th>
        <td>{person.email}</td>
        <td>
          {person.crm_user_id}{' '}
          <Badge tone={person.mapping === 'kept' ? 'quiet' : 'good'}>
            {person.mapping === 'kept' ? 'mapped already' : 'new'}
          </Badge>
        </td>
      </tr>
    ))}
    {unmatched.map((person) => (
      <tr key={person.dialpad_user_id}>
        <th scope="row">{person.name ?? person.dialpad_user_id}</th>
        <td>{person.email ?? '–'}</td>
        <td>
          <Badge tone="warn">not matched</Badge> {person.reason}
        </td>
      </tr>
    ))}
  </Table>
);
