import { type Outcome, send } from '../api/client.js';
import type { Listed, Mapping } from '../api/model.js';
import { ConfirmButton, Empty, LoadFailure, More, Panel, Result, Table, Time } from '../parts.js';
import { type ListedPages, useListed } from '../use-listed.js';
import { useAct } from '../use-loaded.js';
import { MapOne } from './map-one.js';
import { MatchByEmail } from './match-by-email.js';
import { PasteMany } from './paste-many.js';
import type { AppViewProps } from './view-props.js';

const PAGE = { limit: '100' };

/** Which CRM user each Dialpad user is. */
export const AppPeople = ({ app }: AppViewProps) => {
  const path = `/internal/apps/${app.id}/users`;
  const mappings = useListed<Mapping>(`${path}/mappings`, PAGE);
  return (
    <>
      <Panel title="People">
        <p>
          A call belongs to the CRM user that its Dialpad user is mapped to. Calls of people who are not mapped are kept
          too, without a CRM user.
        </p>
        <LoadFailure of={mappings} />
        {mappings.value?.items.length === 0 && (
          <Empty title="Nobody is mapped yet.">Add a person, paste many, or match them by e-mail.</Empty>
        )}
        {mappings.value !== null && mappings.value.items.length > 0 && (
          <MappingTable path={path} mappings={mappings} list={mappings.value} />
        )}
      </Panel>
      <Panel title="Add a person">
        <MapOne appId={app.id} onMapped={mappings.reload} />
      </Panel>
      <Panel title="Match by e-mail">
        <MatchByEmail appId={app.id} onMapped={mappings.reload} />
      </Panel>
      <Panel title="Paste many">
        <PasteMany appId={app.id} onMapped={mappings.reload} />
      </Panel>
    </>
  );
};

interface TableProps {
  readonly path: string;
  readonly mappings: ListedPages<Mapping>;
  readonly list: Listed<Mapping>;
}

const MappingTable = ({ path, mappings, list }: TableProps) => {
  const remove = useAct(async ({ id }: Mapping): Promise<Outcome<string>> => {
    const answer = await send<{ readonly message: string }>('DELETE', `${path}/mappings/${id}`);
    if (!answer.ok) return answer;
    await mappings.reload();
    return { ok: true, value: answer.value.message };
  });
  return (
    <>
      <Table caption={`${list.total} people, newest first`} head={['Dialpad user', 'CRM user', 'Mapped', '']}>
        {list.items.map((mapping) => (
          <tr key={mapping.id}>
            <td>
              <code>{mapping.dialpad_user_id}</code>
            </td>
            <th scope="row">{mapping.crm_user_id}</th>
            <td>
              <Time at={mapping.updated_at} />
            </td>
            <td class="row-actions">
              <ConfirmButton
                label="Delete"
                about={`the mapping of ${mapping.crm_user_id}`}
                title={`Delete the mapping of ${mapping.crm_user_id}?`}
                text={`New calls of Dialpad user ${mapping.dialpad_user_id} then belong to no CRM user. You can map the person again.`}
                confirm="Delete"
                busy={remove.isRunning}
                onConfirm={() => remove.run(mapping)}
              />
            </td>
          </tr>
        ))}
      </Table>
      <More of={mappings} />
      <Result of={remove} />
    </>
  );
};
