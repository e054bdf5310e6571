import { useState } from 'preact/hooks';
import { getData } from '../api/client.js';
import type { Endpoint, EndpointWithSecret } from '../api/endpoint-model.js';
import { Empty, LoadFailure, Panel, SecretOnce } from '../parts.js';
import { useLoaded } from '../use-loaded.js';
import { EndpointPanel } from './endpoint.js';
import { NewEndpoint } from './new-endpoint.js';
import type { AppViewProps } from './view-props.js';

const REFRESH_MS = 5_000;

/** The addresses of other systems that an app's events are sent to. */
export const AppEndpoints = ({ app }: AppViewProps) => {
  const path = `/internal/apps/${app.id}/endpoints`;
  const endpoints = useLoaded(() => getData<readonly Endpoint[]>(path), [app.id], REFRESH_MS);
  const [secret, setSecret] = useState<EndpointWithSecret | null>(null);
  const noteSecret = (made: EndpointWithSecret): void => {
    setSecret(made);
    void endpoints.reload();
  };
  return (
    <>
      {secret !== null && (
        <SecretOnce
          label={`The secret of ${secret.data.url}`}
          value={secret.secret}
          what="the secret"
          note="Store it where the receiver verifies signatures, by any library of Standard Webhooks. It is never shown again."
          onDone={() => setSecret(null)}
        />
      )}
      <LoadFailure of={endpoints} />
      {endpoints.value?.length === 0 && (
        <Panel title="Webhooks out">
          <Empty title="Nothing is told to other systems yet.">
            An endpoint is an address that each event of the app is sent to: signed, in order, at least once.
          </Empty>
        </Panel>
      )}
      {(endpoints.value ?? []).map((endpoint) => (
        <EndpointPanel
          key={endpoint.id}
          path={`${path}/${endpoint.id}`}
          endpoint={endpoint}
          onSecret={noteSecret}
          reload={endpoints.reload}
        />
      ))}
      <Panel title="Make an endpoint">
        <NewEndpoint path={path} onMade={noteSecret} />
      </Panel>
    </>
  );
};
