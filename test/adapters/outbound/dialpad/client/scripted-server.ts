import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it arrived. */
export interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An answer. `hang` never answers, `cut` ends the connection within the body. */
export type Answer =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'cut';

export interface ScriptedServer {
  readonly url: string;
  readonly seen: Seen[];
  /** One answer for each request to come; the last is for all that follow. A text is sent unchanged, anything else as JSON. */
  readonly script: (...answers: readonly (Answer | ((request: Seen) => Answer))[]) => void;
  readonly close: () => Promise<void>;
}

/** Starts a server that gives the answers a test sets. */
export const scriptedServer = async (): Promise<ScriptedServer> => {
  const seen: Seen[] = [];
  let steps: (Answer | ((request: Seen) => Answer))[] = [];

  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const arrived = { method, path, headers, body: await text(request) };
    seen.push(arrived);
    const step = (steps.length > 1 ? steps.shift() : steps[0]) ?? { status: 500 };
    const answer = typeof step === 'function' ? step(arrived) : step;
    if (answer === 'hang') return;
    if (answer === 'cut') {
      response.writeHead(200, { 'content-length': '1000' }).write('{"items": [');
      setTimeout(() => response.destroy(), 5);
      return;
    }
    const { status = 200, body, headers: more = {} } = answer;
    const sent = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(sent);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    script: (...answers) => {
      steps = [...answers];
      seen.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
