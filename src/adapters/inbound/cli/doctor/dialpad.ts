import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { Config } from '../../../config/environment.js';
import type { ServerApi } from '../server-api.js';
import { about, type Finding, failure, type Look, ok, warning } from './finding.js';

const App = t.type({ id: t.string, name: t.string, is_active: t.boolean });
/** Each of them is asked about in turn: three requests, of which the server takes a hundred a minute. */
const MAX_APPS = 20;

/** For each app its connection to Dialpad, its webhook there with both subscriptions, and what was last received. */
export const dialpad = async (api: ServerApi, config: Config): Promise<readonly Finding[]> => {
  const listed = await api.list('/internal/apps', {}, MAX_APPS)();
  if (E.isLeft(listed)) {
    return [
      about('Dialpad', failure(`the server cannot be asked. Has it this INTERNAL_API_SECRET? ${listed.left.message}`)),
    ];
  }
  const { items, total } = listed.right;
  if (total === 0) return [about('Dialpad', warning('there is no app yet: cti apps create <name>'))];
  const findings: Finding[] = [];
  for (const app of items.filter(App.is)) {
    const look = app.is_active ? await ofApp(api, config, app.id) : ok('it is inactive');
    findings.push(about(`Dialpad, ${app.name}`, look));
  }
  const rest = about('Dialpad', warning(`only the first ${items.length} of ${total} apps were looked at`));
  return total > items.length ? [...findings, rest] : findings;
};

const Connection = t.type({ status: t.string, broken_reason: t.union([t.string, t.null]) });
const Subscription = t.union([t.string, t.number, t.null]);
const Webhook = t.type({ url: t.string, call_subscription_id: Subscription, sms_subscription_id: Subscription });

const ofApp = async (api: ServerApi, { dialpad: { apiKey } }: Config, id: string): Promise<Look> => {
  const connection = await dataOf(api, `/internal/apps/${id}/dialpad`);
  const webhook = await dataOf(api, `/internal/apps/${id}/dialpad/webhook`);
  const last = await lastReceived(api, id);
  const { status, broken_reason: why } = Connection.is(connection) ? connection : { status: '', broken_reason: null };
  const connect = `POST /internal/apps/${id}/dialpad/connect, or the console`;
  if (status === 'broken')
    return failure(`its connection is broken${why === null ? '' : ` (${why})`}: ${connect}. ${last}`);
  if (status !== 'connected' && apiKey === null) {
    return warning(`it is not connected, so calls that were missed cannot be fetched: ${connect}. ${last}`);
  }
  const provision = `POST /internal/apps/${id}/dialpad/webhook, or the console, makes it`;
  if (!Webhook.is(webhook)) return warning(`it has no webhook of its own at Dialpad: ${provision}. ${last}`);
  const lacking = [
    ...(webhook.call_subscription_id === null ? ['calls'] : []),
    ...(webhook.sms_subscription_id === null ? ['messages'] : []),
  ];
  return lacking.length > 0
    ? warning(`its webhook has no subscription to ${lacking.join(' and ')}: ${provision}. ${last}`)
    : ok(`connected, its webhook is ${webhook.url}. ${last}`);
};

const dataOf = async (api: ServerApi, path: string): Promise<unknown> => {
  const answered = await api.ask('GET', path)();
  return E.isRight(answered) ? answered.right.data : null;
};

const Received = t.type({ received_at: t.string });

const lastReceived = async (api: ServerApi, id: string): Promise<string> => {
  const newest = await api.list('/internal/webhook-events', { app_id: id }, 1)();
  const [last] = E.isRight(newest) ? newest.right.items : [];
  return Received.is(last) ? `The last webhook came at ${last.received_at}` : 'No webhook was ever received';
};
