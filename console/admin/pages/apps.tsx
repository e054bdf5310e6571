import { useState } from 'preact/hooks';
import { send } from '../api/client.js';
import type { App, NewApp } from '../api/model.js';
import {
  Badge,
  Button,
  Empty,
  LoadFailure,
  More,
  Page,
  Panel,
  Result,
  SecretOnce,
  Table,
  TextField,
  Time,
} from '../parts.js';
import { useListed } from '../use-listed.js';
import { useAct } from '../use-loaded.js';

const PAGE = { limit: '100' };

/** Every app of the server, and a form to make one. */
export const Apps = () => {
  const apps = useListed<App>('/internal/apps', PAGE);
  const [made, setMade] = useState<NewApp | null>(null);
  const noteMade = (app: NewApp): void => {
    setMade(app);
    void apps.reload();
  };
  return (
    <Page title="Apps" lead="An app is one CRM, with its own key, people, calls and events.">
      {made !== null && (
        <SecretOnce
          label={`The API key of ${made.app_name}`}
          value={made.api_key}
          note="Store it now, where your CRM reads it (CTI_API_KEY in its .env). It is never shown again."
          onDone={() => setMade(null)}
        />
      )}
      <Panel title="All apps">
        <LoadFailure of={apps} />
        {apps.value?.items.length === 0 && (
          <Empty title="There is no app yet.">
            Make one below, or let the first steps lead you from here to a ringing call.
          </Empty>
        )}
        {apps.value !== null && apps.value.items.length > 0 && <AppTable apps={apps.value.items} />}
        <More of={apps} />
      </Panel>
      <Panel title="Make an app">
        <NewAppForm onMade={noteMade} />
      </Panel>
    </Page>
  );
};

const AppTable = ({ apps }: { readonly apps: readonly App[] }) => (
  <Table caption="Apps, oldest first" head={['Name', 'State', 'Country', 'Made']}>
    {apps.map(({ id, name, is_active: isActive, country, created_at: createdAt }) => (
      <tr key={id}>
        <th scope="row">
          <a href={`/console/admin/apps/${id}`}>{name}</a>
        </th>
        <td>
          <Badge tone={isActive ? 'good' : 'quiet'}>{isActive ? 'on' : 'off'}</Badge>
        </td>
        <td>{country ?? 'of the server'}</td>
        <td>
          <Time at={createdAt} />
        </td>
      </tr>
    ))}
  </Table>
);

/** Makes an app, whose key is shown once. */
export const NewAppForm = ({ onMade }: { readonly onMade: (app: NewApp) => void }) => {
  const [name, setName] = useState('');
  const make = useAct(async (wanted: string) => {
    const answer = await send<NewApp>('POST', '/internal/apps', { name: wanted });
    if (!answer.ok) return answer;
    setName('');
    onMade(answer.value);
    return { ok: true, value: `${answer.value.app_name} is made.` };
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void make.run(name);
      }}
    >
      <TextField
        label="Name of the app"
        hint="What people call the CRM, such as Clinic CRM"
        value={name}
        onInput={setName}
        required
        maxLength={320}
      />
      <Button kind="primary" type="submit" busy={make.isRunning}>
        Make the app
      </Button>
      <Result of={make} />
    </form>
  );
};
