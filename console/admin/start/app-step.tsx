import { useState } from 'preact/hooks';
import { getApps, type Outcome, send } from '../api/client.js';
import type { App, IssuedKey, NewApp } from '../api/model.js';
import { NewAppForm } from '../pages/apps.js';
import { Button, LoadFailure, Result, SecretOnce, SelectField } from '../parts.js';
import { useAct, useLoaded } from '../use-loaded.js';
import type { ChosenApp } from './chosen.js';

/** Makes an app, or takes one that there is, and shows its key. */
export const AppStep = ({ onChosen }: { readonly onChosen: (app: ChosenApp) => void }) => {
  const apps = useLoaded(getApps, []);
  const [ready, setReady] = useState<ChosenApp | null>(null);
  if (ready !== null) {
    return (
      <SecretOnce
        label={`The API key of ${ready.name}`}
        value={ready.key}
        note="With it your CRM reads calls and follows events. Store it where the CRM reads it (CTI_API_KEY in its .env): it is never shown again."
        done="Stored, go on"
        onDone={() => onChosen(ready)}
      />
    );
  }
  const noteMade = ({ app_id: id, app_name: name, api_key: key }: NewApp): void => setReady({ id, name, key });
  return (
    <>
      <p>An app is one CRM, with its own key, people, calls and events.</p>
      <LoadFailure of={apps} />
      <NewAppForm onMade={noteMade} />
      {apps.value !== null && apps.value.items.length > 0 && <TakeApp apps={apps.value.items} onTaken={setReady} />}
    </>
  );
};

/** Takes an app that there is: its key is not known here, so it gets a new one. */
const TakeApp = ({ apps, onTaken }: { readonly apps: readonly App[]; readonly onTaken: (app: ChosenApp) => void }) => {
  const [id, setId] = useState(apps[0]?.id ?? '');
  const take = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send<IssuedKey>('POST', `/internal/apps/${id}/api-key/rotate`, { grace_seconds: 86_400 });
    if (!answer.ok) return answer;
    onTaken({ id, name: apps.find((app) => app.id === id)?.name ?? 'the app', key: answer.value.api_key });
    return { ok: true, value: '' };
  });
  return (
    <form
      class="part"
      onSubmit={(event) => {
        event.preventDefault();
        void take.run(undefined);
      }}
    >
      <SelectField
        label="Or take an app that there is"
        hint="It gets a new key; the present one stays valid for a day"
        value={id}
        options={apps.map((app) => ({ value: app.id, label: app.name }))}
        onChange={setId}
      />
      <Button type="submit" busy={take.isRunning}>
        Take it
      </Button>
      <Result of={take} />
    </form>
  );
};
