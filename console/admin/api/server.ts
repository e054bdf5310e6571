import { type Metric, readMetrics } from '../logic/prometheus.js';
import { internalSecret } from '../session.js';
import { type Outcome, refusalOf } from './client.js';
import type { Health } from './model.js';

const UNREACHABLE = { ok: false, failure: { status: 0, message: 'The server does not answer.' } } as const;

/** The health of the server, which it tells while it is not well too. */
export const readHealth = async (): Promise<Outcome<Health>> => {
  const answer = await fetch('/health').catch(() => null);
  const health: Health | null = answer === null ? null : await answer.json().catch(() => null);
  return health === null ? UNREACHABLE : { ok: true, value: health };
};

/** Every metric, by its name. */
export const readServerMetrics = async (): Promise<Outcome<ReadonlyMap<string, Metric>>> => {
  const headers = { authorization: `Bearer ${internalSecret.value ?? ''}` };
  const answer = await fetch('/metrics?format=prometheus', { headers }).catch(() => null);
  if (answer === null) return UNREACHABLE;
  if (!answer.ok) return refusalOf(answer.status, await answer.text());
  return { ok: true, value: readMetrics(await answer.text()) };
};
