import { useEffect, useState } from 'preact/hooks';
import type { Health } from '../api/model.js';
import { readHealth, readServerMetrics } from '../api/server.js';
import type { Metric } from '../logic/prometheus.js';
import { type Reading, ratesOf, readingOf } from '../logic/server-reading.js';
import { Badge, Button, Facts, LoadFailure, Page, Panel } from '../parts.js';
import { useLoaded } from '../use-loaded.js';
import { Outcomes, Routes } from './server-tables.js';
import { Trend } from './trend.js';

const REFRESH_MS = 3_000;
/** Five minutes of them. */
const MAX_READINGS = 100;

/** How the server is: its health, and what it has done while this page was open. */
export const Server = () => {
  const [isLive, setLive] = useState(true);
  const every = isLive ? REFRESH_MS : null;
  const health = useLoaded(readHealth, [], every);
  const metrics = useLoaded(readServerMetrics, [], every);
  const readings = useReadings(metrics.value);
  return (
    <Page
      title="Server"
      lead="Health and metrics of this server, read every three seconds."
      actions={<Button onClick={() => setLive(!isLive)}>{isLive ? 'Pause' : 'Go on'}</Button>}
    >
      <Panel title="Health">
        <LoadFailure of={health} />
        {health.value !== null && <HealthFacts health={health.value} />}
      </Panel>
      <LoadFailure of={metrics} />
      {metrics.value !== null && (
        <>
          <Trends readings={readings} />
          <Panel title="Webhooks since the start">
            <Outcomes metrics={metrics.value} />
          </Panel>
          <Panel title="Requests since the start">
            <Routes metrics={metrics.value} />
          </Panel>
        </>
      )}
    </Page>
  );
};

/** The readings since the page was opened, the latest last. */
const useReadings = (metrics: ReadonlyMap<string, Metric> | null): readonly Reading[] => {
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  useEffect(() => {
    if (metrics !== null) setReadings((before) => [...before, readingOf(metrics, Date.now())].slice(-MAX_READINGS));
  }, [metrics]);
  return readings;
};

const Trends = ({ readings }: { readonly readings: readonly Reading[] }) => (
  <div class="trends">
    <Trend name="Requests a second" values={ratesOf(readings, 'requests')} digits={1} />
    <Trend name="Webhooks a second" values={ratesOf(readings, 'webhooks')} digits={1} />
    <Trend name="Events sent a second" values={ratesOf(readings, 'eventsSent')} digits={1} />
    <Trend name="Open streams" values={readings.map(({ connections }) => connections)} digits={0} />
    <Trend name="Memory, MiB" values={readings.map(({ residentBytes }) => residentBytes / 1024 / 1024)} digits={0} />
    <Trend name="Delay of the event loop, ms" values={readings.map(({ loopLag }) => loopLag * 1000)} digits={0} />
  </div>
);

const HealthFacts = ({ health }: { readonly health: Health }) => {
  const { inbox, dialpad } = health;
  const isUp = (state: 'up' | 'down') => (
    <Badge tone={state === 'up' ? 'good' : 'bad'}>{state === 'up' ? 'up' : 'out of reach'}</Badge>
  );
  return (
    <Facts
      facts={[
        [
          'Server',
          <Badge key="status" tone={health.status === 'healthy' ? 'good' : 'bad'}>
            {health.status}
          </Badge>,
        ],
        ['Storage', isUp(health.storage)],
        ['Redis', health.redis === null ? 'not used' : isUp(health.redis)],
        ['Environment', health.environment],
        ['Up for', durationOf(health.uptime)],
        ['Inbox', `${inbox.pending ?? '?'} pending, ${inbox.failed ?? '?'} failed`],
        ['Oldest pending', inbox.oldest_pending_seconds === null ? 'none' : `${inbox.oldest_pending_seconds} s`],
        ['Dialpad', `${dialpad.connected ?? '?'} connected, ${dialpad.broken ?? '?'} broken`],
      ]}
    />
  );
};

const durationOf = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.floor(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
};
