import { INTERNAL_SECRET } from './event.js';
import type { Target } from './requests.js';

/** An app with a key. */
export type Access = Pick<Target, 'key' | 'webhooks' | 'protocol'>;

/** Creates an app on a server of ours that runs. */
export const newApp = async (port: number): Promise<Access> => {
  const answer = await fetch(`http://127.0.0.1:${port}/internal/apps`, {
    method: 'POST',
    headers: { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' },
    body: '{"name":"bench"}',
  });
  const { app_id, api_key } = (await answer.json()) as { readonly app_id: string; readonly api_key: string };
  return { key: api_key, webhooks: `/webhooks/dialpad/${app_id}`, protocol: 'cti.v1' };
};
