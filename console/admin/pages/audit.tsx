import { queryField, setQueryField } from '../../router.js';
import { getApps } from '../api/client.js';
import type { AdminAct, Listed } from '../api/model.js';
import { ACTIONS } from '../logic/names.js';
import { Badge, Empty, LoadFailure, More, Page, Panel, SelectField, Table, Time } from '../parts.js';
import { type ListedPages, useListed } from '../use-listed.js';
import { useLoaded } from '../use-loaded.js';

const ACTORS: Readonly<Record<AdminAct['actor'], string>> = {
  'internal-secret': 'with the internal secret',
  'oauth-callback': 'by consent at Dialpad',
  cli: 'on the machine',
};

/** What administrators have done. */
export const Audit = () => {
  const action = ACTIONS.find((one) => one === queryField('action')) ?? '';
  const appId = queryField('app');
  const query = { action, app_id: appId, limit: '50' };
  const acts = useListed<AdminAct>('/internal/audit', query);
  const apps = useLoaded(getApps, []);
  const names = new Map((apps.value?.items ?? []).map(({ id, name }) => [id, name]));
  const options = [...names].map(([value, label]) => ({ value, label }));
  return (
    <Page title="Audit" lead="What administrators have done: here, with other programs, and on the machine.">
      <Panel title="Acts">
        <div class="fields">
          <SelectField
            label="What"
            value={action}
            options={[{ value: '', label: 'all' }, ...ACTIONS.map((one) => ({ value: one, label: one }))]}
            onChange={(chosen) => setQueryField('action', chosen)}
          />
          <SelectField
            label="App"
            value={appId}
            options={[{ value: '', label: 'all' }, ...options]}
            onChange={(chosen) => setQueryField('app', chosen)}
          />
        </div>
        <LoadFailure of={acts} />
        {acts.value?.items.length === 0 && <Empty title="There is none.">Nothing of this kind was done.</Empty>}
        {acts.value !== null && acts.value.items.length > 0 && <Acts acts={acts} list={acts.value} names={names} />}
      </Panel>
    </Page>
  );
};

interface ActsProps {
  readonly acts: ListedPages<AdminAct>;
  readonly list: Listed<AdminAct>;
  readonly names: ReadonlyMap<string, string>;
}

const Acts = ({ acts, list, names }: ActsProps) => (
  <>
    <Table caption={`${list.total} acts, newest first`} head={['When', 'What', 'App', 'How many', 'Outcome', 'By']}>
      {list.items.map((act) => (
        <tr key={act.id}>
          <td>
            <Time at={act.at} />
          </td>
          <th scope="row">{act.action}</th>
          <td>{act.app_id === null ? '–' : (names.get(act.app_id) ?? <code>{act.app_id.slice(0, 8)}…</code>)}</td>
          <td>{act.count ?? '–'}</td>
          <td>
            <Badge tone={toneOf(act.status)}>{act.status ?? 'not known'}</Badge>
          </td>
          <td>
            {ACTORS[act.actor]}
            {act.address !== null && <span class="soft"> from {act.address}</span>}
          </td>
        </tr>
      ))}
    </Table>
    <More of={acts} />
  </>
);

const toneOf = (status: number | null) => (status === null ? 'warn' : status < 400 ? 'good' : 'bad');
