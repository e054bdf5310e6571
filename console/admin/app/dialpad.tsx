import { getData, getIfThere } from '../api/client.js';
import type { Connection, Coverage, Webhook } from '../api/model.js';
import { type Finding, findingsOf } from '../logic/dialpad-health.js';
import { Badge, LoadFailure, Panel } from '../parts.js';
import { useLoaded } from '../use-loaded.js';
import { ConnectionActs } from './dialpad-connection.js';
import { WebhookActs } from './dialpad-webhook.js';
import { Simulate } from './simulate.js';
import type { AppViewProps } from './view-props.js';

const REFRESH_MS = 10_000;

/** What an app's way to Dialpad consists of. */
interface Way {
  readonly connection: Connection;
  readonly webhook: Webhook | null;
  readonly coverage: Coverage;
}

/** How an app is connected to Dialpad, what is wrong with that, and what to do. */
export const AppDialpad = ({ app }: AppViewProps) => {
  const base = `/internal/apps/${app.id}`;
  const way = useLoaded<Way>(
    async () => {
      const [connection, webhook, coverage] = await Promise.all([
        getData<Connection>(`${base}/dialpad`),
        getIfThere<Webhook>(`${base}/dialpad/webhook`),
        getData<Coverage>(`${base}/coverage`),
      ]);
      if (!connection.ok) return connection;
      if (!webhook.ok) return webhook;
      if (!coverage.ok) return coverage;
      return { ok: true, value: { connection: connection.value, webhook: webhook.value, coverage: coverage.value } };
    },
    [app.id],
    REFRESH_MS,
  );
  return (
    <>
      <Panel title="Health">
        <LoadFailure of={way} />
        {way.value !== null && (
          <Findings findings={findingsOf(way.value.connection, way.value.webhook, way.value.coverage, Date.now())} />
        )}
      </Panel>
      {way.value !== null && (
        <>
          <Panel title="Connection">
            <ConnectionActs app={app} connection={way.value.connection} reload={way.reload} />
          </Panel>
          <Panel title="Webhook">
            <WebhookActs app={app} connection={way.value.connection} webhook={way.value.webhook} reload={way.reload} />
          </Panel>
        </>
      )}
      <Panel title="Simulate a call">
        <Simulate appId={app.id} />
      </Panel>
    </>
  );
};

const WORDS: Readonly<
  Record<Finding['state'], { readonly word: string; readonly tone: 'good' | 'bad' | 'warn' | 'quiet' }>
> = {
  ok: { word: 'well', tone: 'good' },
  broken: { word: 'broken', tone: 'bad' },
  todo: { word: 'to do', tone: 'warn' },
  waiting: { word: 'wait', tone: 'quiet' },
};

const Findings = ({ findings }: { readonly findings: readonly Finding[] }) => (
  <ul class="findings">
    {findings.map(({ state, what, advice }) => (
      <li key={what}>
        <Badge tone={WORDS[state].tone}>{WORDS[state].word}</Badge>
        <span>
          {what} {advice !== null && <strong>{advice}</strong>}
        </span>
      </li>
    ))}
  </ul>
);
