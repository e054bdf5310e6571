import { useState } from 'preact/hooks';
import { type Outcome, send } from '../api/client.js';
import type { App, Connection, Webhook } from '../api/model.js';
import { Button, ConfirmButton, CopyText, Facts, Result, SelectField, Time } from '../parts.js';
import { useAct } from '../use-loaded.js';
import { remove } from './remove.js';

interface Props {
  readonly app: App;
  readonly connection: Connection;
  readonly webhook: Webhook | null;
  readonly reload: () => Promise<void>;
}

/** Makes, repairs and removes an app's webhook at Dialpad, and gives it a new secret. */
export const WebhookActs = ({ app, connection, webhook, reload }: Props) => {
  const path = `/internal/apps/${app.id}/dialpad/webhook`;
  const provision = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send<{ readonly changes: readonly string[] }>('POST', path);
    if (!answer.ok) return answer;
    await reload();
    const { changes } = answer.value;
    return {
      ok: true,
      value: changes.length === 0 ? 'Everything was in place already.' : `Done: ${changes.join('; ')}.`,
    };
  });
  const removal = useAct(() => remove(path, reload));
  const isConnected = connection.status === 'connected';
  return (
    <>
      {webhook === null ? (
        <p>
          {isConnected
            ? 'The webhook is how Dialpad sends calls and messages to this server as they happen.'
            : 'Once the app is connected, its webhook can be made here.'}
        </p>
      ) : (
        <WebhookFacts webhook={webhook} />
      )}
      <div class="actions">
        <Button
          kind={webhook === null && isConnected ? 'primary' : 'plain'}
          busy={provision.isRunning}
          disabled={!isConnected}
          onClick={() => provision.run(undefined)}
        >
          {webhook === null ? 'Make the webhook' : 'Check and repair'}
        </Button>
        {webhook !== null && (
          <ConfirmButton
            label="Remove"
            title="Remove the webhook?"
            text="The webhook and its subscriptions are deleted at Dialpad: from then on no calls of this app come in. Those that were stored stay."
            confirm="Remove"
            busy={removal.isRunning}
            onConfirm={() => removal.run(undefined)}
          />
        )}
      </div>
      <Result of={provision} />
      <Result of={removal} />
      {webhook !== null && <RotateSecret path={path} reload={reload} />}
    </>
  );
};

const WebhookFacts = ({ webhook }: { readonly webhook: Webhook }) => {
  const ending = webhook.secrets.filter(({ valid_until: until }) => until !== null);
  return (
    <Facts
      facts={[
        ['Address', <CopyText key="url" text={webhook.url} />],
        ['Webhook at Dialpad', webhook.id ?? 'missing'],
        ['Subscription to calls', webhook.call_subscription_id ?? 'missing'],
        ['Subscription to messages', webhook.sms_subscription_id ?? 'missing'],
        ['Last found right', <Time key="checked" at={webhook.checked_at} none="not yet" />],
        [
          'Secrets',
          ending.length === 0 ? (
            'one, known to Dialpad and this server alone'
          ) : (
            <span key="secrets">
              a new one; the one before is accepted until <Time at={ending.at(-1)?.valid_until ?? null} />
            </span>
          ),
        ],
      ]}
    />
  );
};

/** How long deliveries under the old secret are accepted, in seconds. */
const GRACES = [
  { value: '21600', label: 'accepted for 6 hours, longer than Dialpad tries again' },
  { value: '86400', label: 'accepted for a day' },
  { value: '0', label: 'refused at once: the secret was stolen' },
];

const RotateSecret = ({ path, reload }: { readonly path: string; readonly reload: () => Promise<void> }) => {
  const [grace, setGrace] = useState('21600');
  const rotate = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send('POST', `${path}/rotate-secret`, { grace_seconds: Number(grace) });
    if (!answer.ok) return answer;
    await reload();
    return { ok: true, value: 'The webhook has a new secret, and Dialpad has it too.' };
  });
  return (
    <div class="part">
      <h3>New secret</h3>
      <SelectField label="Deliveries signed with the old one are" value={grace} options={GRACES} onChange={setGrace} />
      <ConfirmButton
        label="Make a new secret"
        kind="plain"
        title="Give the webhook a new secret?"
        text="This server makes it and tells Dialpad; nobody has to copy anything. Deliveries that are on their way under the old one are treated as you chose."
        confirm="Make it"
        busy={rotate.isRunning}
        onConfirm={() => rotate.run(undefined)}
      />
      <Result of={rotate} />
    </div>
  );
};
