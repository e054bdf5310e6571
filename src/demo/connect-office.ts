import type { Config } from '../adapters/config/environment.js';

/** An app that is connected to Dialpad. */
export interface ConnectedApp {
  readonly id: string;
  readonly apiKey: string;
}

/**
 * Connects an app over the server's API, as an administrator does: creates it, consents at Dialpad, provisions the webhook with its
 * subscriptions and maps the users. Rejects with the server's message where a step fails.
 */
export const connectOffice = async (
  url: string,
  { internalApiSecret }: Pick<Config, 'internalApiSecret'>,
  name: string,
): Promise<ConnectedApp> => {
  const administer = async (path: string, body: unknown = {}) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${internalApiSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = JSON.parse(await response.text());
    if (!response.ok) throw new Error(`${path}: ${answer.message}`);
    return answer;
  };
  const { app_id: id, api_key: apiKey } = await administer('/internal/apps', { name });
  const { authorize_url } = await administer(`/internal/apps/${id}/dialpad/connect`);
  // Stands for the browser of an administrator who consents: the server sends it to Dialpad, with a cookie, and Dialpad sends it back.
  const opened = await fetch(authorize_url, { redirect: 'manual' });
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  const there = await fetch(opened.headers.get('location') ?? authorize_url, { redirect: 'manual' });
  const consented = await fetch(there.headers.get('location') ?? authorize_url, { headers: { cookie } });
  if (!consented.ok) throw new Error(`The app could not be connected: ${consented.status}`);
  await administer(`/internal/apps/${id}/dialpad/webhook`);
  await administer(`/internal/apps/${id}/users/sync`);
  return { id, apiKey };
};
