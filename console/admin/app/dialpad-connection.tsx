import { useState } from 'preact/hooks';
import { type Outcome, send } from '../api/client.js';
import type { App, Connection } from '../api/model.js';
import { Button, ConfirmButton, Facts, Notice, Result, Time } from '../parts.js';
import { useAct } from '../use-loaded.js';
import { remove } from './remove.js';

interface Props {
  readonly app: App;
  readonly connection: Connection;
  readonly reload: () => Promise<void>;
}

interface Consent {
  readonly authorize_url: string;
  readonly expires_at: string;
}

/** Connects an app to its account at Dialpad, and ends that. */
export const ConnectionActs = ({ app, connection, reload }: Props) => {
  const [consent, setConsent] = useState<Consent | null>(null);
  const path = `/internal/apps/${app.id}/dialpad`;
  const connect = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send<Consent>('POST', `${path}/connect`);
    if (!answer.ok) return answer;
    setConsent(answer.value);
    await reload();
    return { ok: true, value: 'The way to Dialpad is open.' };
  });
  const disconnect = useAct(() => remove(path, reload));
  const { status, by } = connection;
  if (by === 'api_key')
    return <p>DIALPAD_API_KEY is set: it gives access for every app, and none of them is connected by itself.</p>;
  return (
    <>
      <ConnectionFacts connection={connection} />
      {consent !== null && status !== 'connected' && (
        <Notice tone="info">
          <p>
            A company administrator of Dialpad has to agree, in this browser, before <Time at={consent.expires_at} />.
          </p>
          <a class="button primary" href={consent.authorize_url} target="_blank" rel="noreferrer">
            Go on at Dialpad
          </a>
        </Notice>
      )}
      <div class="actions">
        <Button
          kind={status === 'connected' ? 'plain' : 'primary'}
          busy={connect.isRunning}
          onClick={() => connect.run(undefined)}
        >
          {status === 'disconnected' || status === 'pending' ? 'Connect to Dialpad' : 'Connect again'}
        </Button>
        {(status === 'connected' || status === 'broken') && (
          <ConfirmButton
            label="Disconnect"
            title={`Disconnect ${app.name} from Dialpad?`}
            text="The tokens are revoked at Dialpad and deleted here. No calls of this app are fetched until it is connected again; what was stored stays."
            confirm="Disconnect"
            busy={disconnect.isRunning}
            onConfirm={() => disconnect.run(undefined)}
          />
        )}
      </div>
      <Result of={connect} />
      <Result of={disconnect} />
    </>
  );
};

const ConnectionFacts = ({ connection }: { readonly connection: Connection }) =>
  connection.status === 'disconnected' || connection.status === 'pending' ? (
    <p>
      Connect the app with the account of a company administrator, so that this server gets its calls and can fetch
      missed ones.
    </p>
  ) : (
    <Facts
      facts={[
        ['Company', connection.company ?? 'not known'],
        ['Connected', <Time key="at" at={connection.connected_at} />],
        ['Token renewed by itself before', <Time key="expires" at={connection.token_expires_at} />],
        ...(connection.broken_at === null
          ? []
          : [['Broken since', <Time key="broken" at={connection.broken_at} />] as const]),
      ]}
    />
  );
