import { type Answer, ok, refusal } from './answer.js';
import { type Fields, textIn } from './api-request.js';
import type { NextId } from './cast.js';
import { numberKey, pageOf } from './pages.js';

/** Where events are delivered to. */
export interface SimulatedWebhook {
  readonly id: string;
  readonly url: string;
  /** Null for one whose deliveries are not signed. */
  readonly secret: string | null;
}

interface Kept extends SimulatedWebhook {
  readonly key: string;
}

export type Webhooks = ReturnType<typeof webhooksOf>;

/** The company's webhooks. Nothing stops two of them with one URL. */
export const webhooksOf = (nextId: NextId, pageSize: number) => {
  const kept = new Map<string, Kept>();
  let made = 0;

  const add = (url: string, secret: string | null): SimulatedWebhook => {
    made += 1;
    const webhook = { id: String(nextId()), url, secret, key: numberKey(made) };
    kept.set(webhook.id, webhook);
    return webhook;
  };

  return {
    add,
    all: (): readonly SimulatedWebhook[] => [...kept.values()].map(({ id, url, secret }) => ({ id, url, secret })),
    find: (id: string): SimulatedWebhook | null => kept.get(id) ?? null,
    clear: () => kept.clear(),

    list: (cursor: string | null): Answer =>
      pageOf([...kept.values()], ({ key }) => key, cursor, pageSize, webhookJson),
    get: (id: string): Answer => answerWith(kept.get(id)),
    create: (body: Fields): Answer => {
      const complaint = complaintOf(body);
      if (complaint !== null) return refusal(400, complaint);
      if (body.hook_url === undefined) return refusal(400, 'hook_url is required.');
      return answerWith(add(String(body.hook_url), textIn(body.secret)));
    },
    update: (id: string, body: Fields): Answer => {
      const found = kept.get(id);
      const complaint = complaintOf(body);
      if (found === undefined) return answerWith(found);
      if (complaint !== null) return refusal(400, complaint);
      const changed = {
        ...found,
        url: textIn(body.hook_url) ?? found.url,
        secret: textIn(body.secret) ?? found.secret,
      };
      kept.set(id, changed);
      return answerWith(changed);
    },
    remove: (id: string): Answer => {
      const found = kept.get(id);
      kept.delete(id);
      return answerWith(found);
    },
  };
};

const complaintOf = ({ hook_url: url, secret }: Fields): string | null => {
  if (url !== undefined && (typeof url !== 'string' || !URL.canParse(url) || !/^https?:/i.test(url))) {
    return 'hook_url must be the URL of a web server.';
  }
  const isSecret = secret === undefined || secret === null || (typeof secret === 'string' && !/[\r\n]/.test(secret));
  return isSecret ? null : 'secret must be a text of one line.';
};

const answerWith = (webhook: SimulatedWebhook | undefined): Answer =>
  webhook === undefined ? refusal(404, 'Webhook not found.') : ok(webhookJson(webhook));

/** As Dialpad shows a webhook: the secret is echoed. */
export const webhookJson = ({ id, url, secret }: SimulatedWebhook) => ({
  id,
  hook_url: url,
  signature: secret === null ? null : { algo: 'HS256', type: 'jwt', secret },
});
