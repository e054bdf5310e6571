import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { Config } from '../../../config/environment.js';
import type { ServerApi } from '../server-api.js';
import { about, type Finding, failure, type Look, ok, warning } from './finding.js';

const App = t.type({ id: t.string, name: t.string, is_active: t.boolean });
/** Each of them is asked about in turn: three requests, of which the server takes a hundred a minute. */
const MAX_APPS = 20;

/** For each app its connection to Dialpad, as Dialpad sees it its webhook with both subscriptions, and what was last received. */
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

const ofApp = async (api: ServerApi, { dialpad: { apiKey, baseUrl } }: Config, id: string): Promise<Look> => {
  const connection = await dataOf(api, `/internal/apps/${id}/dialpad`);
  const last = await lastReceived(api, id);
  const { status, broken_reason: why } = Connection.is(connection) ? connection : { status: '', broken_reason: null };
  const connect = `POST /internal/apps/${id}/dialpad/connect, or the console`;
  if (status === 'broken')
    return failure(`its connection is broken${why === null ? '' : ` (${why})`}: ${connect}. ${last}`);
  if (status !== 'connected' && apiKey === null) {
    return warning(`it is not connected, so calls that were missed cannot be fetched: ${connect}. ${last}`);
  }
  const checked = await api.ask('GET', `/internal/apps/${id}/dialpad/check`)();
  if (E.isLeft(checked)) return failure(`${checked.left.message} It was asked at ${baseUrl}. ${last}`);
  const look = Check.is(checked.right.data) ? ofWebhook(checked.right.data, id) : warning('the server does not say');
  return { ...look, says: `${look.says}. ${last}` };
};

const Check = t.type({
  ...{ url: t.union([t.string, t.null]), webhook: t.string },
  ...{ call_subscription: t.string, sms_subscription: t.string },
});

/** Without its webhook or the subscription to calls an app hears of no call; a company may do without messages. */
const ofWebhook = (
  { url, webhook, call_subscription: calls, sms_subscription: messages }: t.TypeOf<typeof Check>,
  id: string,
): Look => {
  const repair = `POST /internal/apps/${id}/dialpad/webhook, or the console, repairs it`;
  if (webhook === 'none') {
    return warning(
      `connected, but it has no webhook of its own at Dialpad: POST /internal/apps/${id}/dialpad/webhook, or the console, makes it`,
    );
  }
  if (webhook !== 'good') return failure(`its webhook ${WEBHOOK[webhook] ?? `is ${webhook}`}: ${repair}`);
  const lacking = [lackOf('calls', calls), lackOf('messages', messages)].flatMap((one) => one ?? []);
  if (lacking.length === 0) return ok(`connected, its webhook is ${url}`);
  const says = `its webhook gets ${lacking.join(', and ')}: ${repair}`;
  return calls === 'good' ? warning(says) : failure(says);
};

const WEBHOOK: Readonly<Record<string, string>> = {
  missing: 'is no longer there at Dialpad, so no events come',
  moved: 'delivers to a former address of this server, so no events come',
  unsigned: 'does not sign at Dialpad, so its events are refused',
};

const lackOf = (what: string, standing: string): string | null => {
  if (standing === 'good') return null;
  return `${standing === 'narrowed' ? 'only some' : 'no'} ${what}${SUBSCRIPTION[standing] ?? ''}`;
};

const SUBSCRIPTION: Readonly<Record<string, string>> = {
  missing: ' (the subscription is gone)',
  off: ' (the subscription is switched off)',
  narrowed: ' (the subscription was narrowed)',
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
