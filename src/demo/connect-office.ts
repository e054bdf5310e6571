import type { Config } from '../adapters/config/environment.js';

/** An app of the demonstration's, connected as an administrator connects one. */
export interface ConnectedApp {
  readonly id: string;
  readonly apiKey: string;
}

/**
 * Does what an administrator does, over the server's own API: makes an app, consents at Dialpad, has the webhook and its subscriptions
 * made, and the people mapped. Rejects with what the server says where a step fails.
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
  // The browser of an administrator who says yes: Dialpad sends it back to the server.
  const consented = await fetch(authorize_url);
  if (!consented.ok) throw new Error(`The app could not be connected: ${consented.status}`);
  await administer(`/internal/apps/${id}/dialpad/webhook`);
  await administer(`/internal/apps/${id}/users/sync`);
  return { id, apiKey };
};
