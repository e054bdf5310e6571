import { useState } from 'preact/hooks';
import { type Outcome, send } from '../api/client.js';
import type { App } from '../api/model.js';
import { Button, ConfirmButton, Panel, Result, TextField } from '../parts.js';
import { useAct } from '../use-loaded.js';
import type { AppViewProps } from './view-props.js';

type Change = Partial<Pick<App, 'name' | 'is_active' | 'country'>>;

/** The name, country and state of an app. */
export const AppSettings = ({ app, onChange }: AppViewProps) => {
  const change = async (wanted: Change, said: string): Promise<Outcome<string>> => {
    const answer = await send<{ readonly data: App }>('PATCH', `/internal/apps/${app.id}`, wanted);
    if (!answer.ok) return answer;
    onChange(answer.value.data);
    return { ok: true, value: said };
  };
  return (
    <>
      <Panel title="Name and country">
        <NameForm app={app} change={change} />
      </Panel>
      <Panel title={app.is_active ? 'Switch the app off' : 'Switch the app on'}>
        <Switch app={app} change={change} />
      </Panel>
    </>
  );
};

interface Changing {
  readonly app: App;
  readonly change: (wanted: Change, said: string) => Promise<Outcome<string>>;
}

const NameForm = ({ app, change }: Changing) => {
  const [name, setName] = useState(app.name);
  const [country, setCountry] = useState(app.country ?? '');
  const save = useAct((wanted: Change) => change(wanted, 'Saved.'));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save.run({ name, country: country === '' ? null : country });
      }}
    >
      <TextField label="Name" value={name} onInput={setName} required maxLength={320} />
      <TextField
        label="Country"
        hint="Two letters, such as US or GB: the country of phone numbers that are written without one. Empty for the default of the server."
        value={country}
        onInput={(text) => setCountry(text.toUpperCase())}
        maxLength={2}
      />
      <Button kind="primary" type="submit" busy={save.isRunning}>
        Save
      </Button>
      <Result of={save} />
    </form>
  );
};

const Switch = ({ app, change }: Changing) => {
  const turn = useAct((wanted: boolean) =>
    change({ is_active: wanted }, wanted ? `${app.name} is on.` : `${app.name} is off.`),
  );
  return (
    <>
      <p>
        {app.is_active
          ? 'While an app is off its key is refused and its streams are closed. Webhooks that name it are still stored.'
          : 'The app is off: its key is refused. Once it is on, its key works again.'}
      </p>
      {app.is_active ? (
        <ConfirmButton
          label="Switch off"
          title={`Switch off ${app.name}?`}
          text="The CRM is cut off at once: requests with its key are answered 403, and open sockets are closed with 4403. Calls that arrive meanwhile are kept. You can switch it on again."
          confirm="Switch off"
          busy={turn.isRunning}
          onConfirm={() => turn.run(false)}
        />
      ) : (
        <Button kind="primary" busy={turn.isRunning} onClick={() => turn.run(true)}>
          Switch on
        </Button>
      )}
      <Result of={turn} />
    </>
  );
};
