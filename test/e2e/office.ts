import { type SimulatedDialpad, startSimulatedDialpad } from '../../src/testing.js';
import { freePort } from '../support/free-port.js';
import { type Running, run } from './running.js';

/** A server, and a simulated Dialpad that it is configured to be an application of. */
export interface Office {
  readonly at: Running;
  readonly dialpad: SimulatedDialpad;
  /** Goes to Dialpad as an administrator's browser would and comes back; answers with the page. */
  readonly consent: (authorizeUrl: string) => Promise<{ readonly status: number; readonly page: string }>;
  /** An app that is connected and provisioned. */
  readonly connectedApp: (name?: string) => Promise<{ readonly id: string; readonly key: string }>;
  /** Takes an app's webhook away, and disconnects it. */
  readonly leave: (appId: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const openOffice = async (
  env: Readonly<Record<string, string>> = {},
  options: Parameters<typeof startSimulatedDialpad>[0] = {},
): Promise<Office> => {
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const dialpad = await startSimulatedDialpad({ limits: null, ...options });
  const at = await run({
    PORT: String(port),
    PUBLIC_URL: own,
    REDIRECT_URI: `${own}/auth/dialpad/callback`,
    DIALPAD_BASE_URL: dialpad.url,
    CLIENT_ID: dialpad.app.clientId,
    CLIENT_SECRET: dialpad.app.clientSecret,
    ...env,
  });

  const consent: Office['consent'] = async (authorizeUrl) => {
    const there = await fetch(authorizeUrl, { redirect: 'manual' });
    const back = there.headers.get('location');
    if (back === null) throw new Error(`Dialpad answered ${there.status} and sent nobody back`);
    const landed = await fetch(back);
    return { status: landed.status, page: await landed.text() };
  };

  return {
    at,
    dialpad,
    consent,
    connectedApp: async (name = 'Clinic') => {
      const app = await at.newApp(name);
      const { body } = await at.admin('POST', `/internal/apps/${app.id}/dialpad/connect`);
      await consent(body.authorize_url);
      await at.admin('POST', `/internal/apps/${app.id}/dialpad/webhook`);
      return app;
    },
    leave: async (appId) => {
      await at.admin('DELETE', `/internal/apps/${appId}/dialpad/webhook`);
      await at.admin('DELETE', `/internal/apps/${appId}/dialpad`);
    },
    stop: async () => {
      await at.stop();
      await dialpad.stop();
    },
  };
};

/** Looks again until it holds. */
export const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((again) => setTimeout(again, 20));
};
