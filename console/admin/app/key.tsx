import { useState } from 'preact/hooks';
import { getPage, type Outcome, send } from '../api/client.js';
import type { App, IssuedKey, KeyAct, KeyStatus } from '../api/model.js';
import { Button, ConfirmButton, Facts, LoadFailure, Panel, Result, SecretOnce, SelectField, Time } from '../parts.js';
import { useAct, useLoaded } from '../use-loaded.js';
import { KeyHistory } from './key-history.js';
import type { AppViewProps } from './view-props.js';

/** How long a replaced key stays valid, in seconds. */
const GRACES = [
  { value: '0', label: 'ends at once' },
  { value: '300', label: 'stays valid for 5 minutes' },
  { value: '3600', label: 'stays valid for an hour' },
  { value: '86400', label: 'stays valid for a day' },
];

/** The key of an app: its state, a new one, its end, and its history. */
export const AppKey = ({ app }: AppViewProps) => {
  const path = `/internal/apps/${app.id}/api-key`;
  const status = useLoaded(() => send<KeyStatus>('GET', `${path}/status`), [app.id]);
  const history = useLoaded(() => getPage<KeyAct>(`${path}/audit`, { limit: '50', order: 'desc' }), [app.id]);
  const [shown, setShown] = useState<string | null>(null);
  const reload = async (): Promise<void> => {
    await Promise.all([status.reload(), history.reload()]);
  };
  const hasKey = status.value?.has_active_key === true;
  return (
    <>
      {shown !== null && (
        <SecretOnce
          label={`The new API key of ${app.name}`}
          value={shown}
          note="Store it now, where the CRM reads it. It is never shown again."
          onDone={() => setShown(null)}
        />
      )}
      <Panel title="API key">
        <LoadFailure of={status} />
        {status.value !== null && <KeyFacts status={status.value} />}
        {status.value !== null && <NewKey app={app} hasKey={hasKey} onMade={setShown} reload={reload} />}
      </Panel>
      {hasKey && (
        <Panel title="Revoke">
          <Revoke app={app} reload={reload} />
        </Panel>
      )}
      <Panel title="History">
        <LoadFailure of={history} />
        {history.value !== null && <KeyHistory acts={history.value.items} />}
      </Panel>
    </>
  );
};

const KeyFacts = ({ status }: { readonly status: KeyStatus }) =>
  status.has_active_key ? (
    <Facts
      facts={[
        ['Key', <code key="hint">{status.key_hint}</code>],
        ['Made', <Time key="made" at={status.rotated_at} />],
        ['Last used', <Time key="used" at={status.last_used_at} none="not yet" />],
      ]}
    />
  ) : (
    <p>The app has no valid key: its CRM cannot read anything. Make one.</p>
  );

interface Keeping {
  readonly app: App;
  readonly reload: () => Promise<void>;
}

const NewKey = ({
  app,
  hasKey,
  onMade,
  reload,
}: Keeping & { readonly hasKey: boolean; readonly onMade: (key: string) => void }) => {
  const [grace, setGrace] = useState('3600');
  const make = useAct(async (): Promise<Outcome<string>> => {
    const path = `/internal/apps/${app.id}/api-key${hasKey ? '/rotate' : ''}`;
    const answer = await send<IssuedKey>('POST', path, hasKey ? { grace_seconds: Number(grace) } : {});
    if (!answer.ok) return answer;
    onMade(answer.value.api_key);
    await reload();
    return { ok: true, value: 'The new key is above.' };
  });
  return (
    <>
      {hasKey && <SelectField label="The present key" value={grace} options={GRACES} onChange={setGrace} />}
      {hasKey && grace === '0' ? (
        <ConfirmButton
          label="Make a new key"
          title="Replace the key at once?"
          text={`The present key of ${app.name} ends now: the CRM is refused until it has the new one. To avoid that, let the present key stay valid for a while.`}
          confirm="Replace at once"
          busy={make.isRunning}
          onConfirm={() => make.run(undefined)}
        />
      ) : (
        <Button kind="primary" busy={make.isRunning} onClick={() => make.run(undefined)}>
          Make a new key
        </Button>
      )}
      <Result of={make} />
    </>
  );
};

const Revoke = ({ app, reload }: Keeping) => {
  const revoke = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send<{ readonly message: string }>('POST', `/internal/apps/${app.id}/api-key/revoke`);
    if (!answer.ok) return answer;
    await reload();
    return { ok: true, value: answer.value.message };
  });
  return (
    <>
      <p>For a key that has come into the wrong hands.</p>
      <ConfirmButton
        label="Revoke every key"
        title={`Revoke every key of ${app.name}?`}
        text="The present key and one that was replaced and is still valid end at once, and open streams are closed. The CRM is cut off until it has a new key. This cannot be undone."
        confirm="Revoke"
        busy={revoke.isRunning}
        onConfirm={() => revoke.run(undefined)}
      />
      <Result of={revoke} />
    </>
  );
};
