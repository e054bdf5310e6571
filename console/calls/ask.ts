import type { CtiClient } from '../../src/client/index.js';
import { CtiError } from '../../src/client/index.js';
import type { Outcome } from '../admin/api/client.js';
import { client, leaveApp } from '../session.js';

/** Asks the server with the key of the app. A key that is not accepted ends the session. */
export const ask = async <A>(question: (of: CtiClient) => Promise<A>): Promise<Outcome<A>> => {
  const asked = client.value;
  if (asked === null) return { ok: false, failure: { status: 0, message: 'Give the key of an app first.' } };
  try {
    return { ok: true, value: await question(asked) };
  } catch (error) {
    if (!(error instanceof CtiError)) throw error;
    const { status, message } = error;
    if ((status === 401 || status === 403) && client.value === asked) leaveApp(message);
    return { ok: false, failure: { status, message } };
  }
};
