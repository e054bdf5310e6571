import { type Answer, ok, refusal } from './answer.js';
import { type Fields, textIn } from './api-request.js';
import type { NextId } from './dialpad-ids.js';
import { numberKey, pageOf } from './pages.js';

/** A URL that events are delivered to. */
export interface SimulatedWebhook {
  readonly id: string;
  readonly url: string;
  /** Null for a webhook whose deliveries are not signed. */
  readonly secret: string | null;
}

/** `key` orders the list by creation. */
type StoredWebhook = SimulatedWebhook & { readonly key: string };

export type Webhooks = ReturnType<typeof makeWebhooks>;

/** The company's webhooks. Two of them may have the same URL. */
export const makeWebhooks = (nextId: NextId, pageSize: number) => {
  const stored = new Map<string, StoredWebhook>();
  let created = 0;

  const add = (url: string, secret: string | null): SimulatedWebhook => {
    created += 1;
    const webhook = { id: String(nextId()), url, secret, key: numberKey(created) };
    stored.set(webhook.id, webhook);
    return webhook;
  };

  return {
    add,
    all: (): readonly SimulatedWebhook[] => [...stored.values()].map(({ id, url, secret }) => ({ id, url, secret })),
    find: (id: string): SimulatedWebhook | null => stored.get(id) ?? null,
    clear: () => stored.clear(),

    list: (cursor: string | null): Answer =>
      pageOf([...stored.values()], ({ key }) => key, cursor, pageSize, webhookJson),
    get: (id: string): Answer => answerWith(stored.get(id)),
    create: (body: Fields): Answer => {
      const complaint = complaintOf(body);
      if (complaint !== null) return refusal(400, complaint);
      if (body.hook_url === undefined) return refusal(400, 'hook_url is required.');
      return answerWith(add(String(body.hook_url), textIn(body.secret)));
    },
    update: (id: string, body: Fields): Answer => {
      const webhook = stored.get(id);
      if (webhook === undefined) return answerWith(webhook);
      const complaint = complaintOf(body);
      if (complaint !== null) return refusal(400, complaint);
      const { url, secret } = webhook;
      const changed = { ...webhook, url: textIn(body.hook_url) ?? url, secret: textIn(body.secret) ?? secret };
      stored.set(id, changed);
      return answerWith(changed);
    },
    remove: (id: string): Answer => {
      const webhook = stored.get(id);
      stored.delete(id);
      return answerWith(webhook);
    },
  };
};

/** Why a body is refused; null if it is not. */
const complaintOf = ({ hook_url: url, secret }: Fields): string | null => {
  if (url !== undefined && (typeof url !== 'string' || !URL.canParse(url) || !/^https?:/i.test(url))) {
    return 'hook_url must be the URL of a web server.';
  }
  const isSecret = secret === undefined || secret === null || (typeof secret === 'string' && !/[\r\n]/.test(secret));
  return isSecret ? null : 'secret must be a text of one line.';
};

const answerWith = (webhook: SimulatedWebhook | undefined): Answer =>
  webhook === undefined ? refusal(404, 'Webhook not found.') : ok(webhookJson(webhook));

/** A webhook in the API's shape, which repeats the secret as Dialpad does. */
export const webhookJson = ({ id, url, secret }: SimulatedWebhook) => ({
  id,
  hook_url: url,
  signature: secret === null ? null : { algo: 'HS256', type: 'jwt', secret },
});
