import { hmac } from '../e2e/running.js';
import type { App } from './office.js';

/** The events of each call, in their order. */
export const EVENTS = ['call.ring', 'call.started', 'call.ended'] as const;

/** What the server has acknowledged of one app's calls: `<call id> <event>`. */
export type Acknowledged = ReadonlyMap<string, ReadonlySet<string>>;

export interface Load {
  readonly acknowledged: Acknowledged;
  readonly count: () => number;
  /** Begins no further call; resolves once every call that began is acknowledged to its end. */
  readonly finish: () => Promise<void>;
}

const CALLERS_PER_APP = 4;
/** As long as Dialpad waits for an answer. */
const ANSWER_MS = 5000;
const RETRY_MS = 50;

const post = (url: string, app: App, event: object): Promise<boolean> => {
  const body = JSON.stringify(event);
  const headers = { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body) };
  const init = { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_MS) };
  return fetch(`${url}/webhooks/dialpad/${app.id}`, init)
    .then(async (response) => {
      await response.text();
      return response.status === 200;
    })
    .catch(() => false);
};

/** Delivers calls to each app one event after another, and again what was not acknowledged, until told to finish. */
export const startLoad = (urls: readonly string[], apps: readonly App[]): Load => {
  const acknowledged = new Map(apps.map(({ id }) => [id, new Set<string>()]));
  let finishing = false;
  let nextCall = 1;

  const deliver = async (app: App, callId: number, event: string): Promise<void> => {
    const body = { event_type: event, event_id: `${callId}-${event}`, call: { id: callId, direction: 'inbound' } };
    // Another process at each try, as behind a load balancer.
    for (let at = callId; !(await post(urls[at % urls.length] ?? '', app, body)); at += 1) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    acknowledged.get(app.id)?.add(`${callId} ${event}`);
  };
  const caller = async (app: App): Promise<void> => {
    while (!finishing) {
      const callId = nextCall;
      nextCall += 1;
      for (const event of EVENTS) await deliver(app, callId, event);
    }
  };
  const callers = apps.flatMap((app) => Array.from({ length: CALLERS_PER_APP }, () => caller(app)));
  return {
    acknowledged,
    count: () => [...acknowledged.values()].reduce((total, { size }) => total + size, 0),
    finish: async () => {
      finishing = true;
      await Promise.all(callers);
    },
  };
};
