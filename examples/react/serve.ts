import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buildPage, type Page } from './build-page.js';

/*
 * The CRM's own server: it holds the key, gives tickets to those who are signed in, and reads calls for them.
 *
 *   CTI_URL=http://localhost:4000 CTI_API_KEY=app_… npx tsx examples/react/serve.ts
 */

export interface Cti {
  readonly url: string;
  readonly apiKey: string;
}

export interface Crm {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Asks the CTI server, with the key. */
const ask = (cti: Cti, method: string, path: string): Promise<Response> =>
  fetch(`${cti.url}${path}`, { method, headers: { 'x-app-api-key': cti.apiKey } });

/** What a signed-in user may read. Here everybody is: check the session of your CRM first. */
const READABLE = /^\/cti(\/api\/(?:calls|voicemails|messages|lookup|stats)(?:[/?].*)?)$/;

const answerOf = async (cti: Cti, { method, url = '/' }: IncomingMessage): Promise<Response> => {
  if (method === 'POST' && url === '/cti/ticket') return ask(cti, 'POST', '/api/ws-tickets');
  const [, path] = READABLE.exec(url) ?? [];
  if (method === 'GET' && path !== undefined) return ask(cti, 'GET', path);
  if (url === '/session') return Response.json({ ctiUrl: cti.url });
  return Response.json({ message: 'There is no such page.' }, { status: 404 });
};

const send = async (answer: Response, response: ServerResponse): Promise<void> => {
  const headers = { 'content-type': answer.headers.get('content-type') ?? 'text/plain', 'cache-control': 'no-store' };
  // A page that asks too often is told for how long to wait.
  const wait = answer.headers.get('retry-after');
  response.writeHead(answer.status, wait === null ? headers : { ...headers, 'retry-after': wait });
  response.end(Buffer.from(await answer.arrayBuffer()));
};

const pageOf = (page: Page, url = '/'): Response => {
  const file = page.get(new URL(url, 'http://crm').pathname);
  return file === undefined
    ? Response.json({ message: 'There is no such page.' }, { status: 404 })
    : new Response(file.text, { headers: { 'content-type': file.type } });
};

/** Serves the CRM on a port of this machine; 0 for any. */
export const serveCrm = async (cti: Cti, port = 0): Promise<Crm> => {
  const page = await buildPage();
  const server = createServer((request, response) => {
    const isPage = request.method === 'GET' && page.has(new URL(request.url ?? '/', 'http://crm').pathname);
    const answer = isPage ? Promise.resolve(pageOf(page, request.url)) : answerOf(cti, request);
    void answer
      .catch(() => Response.json({ message: 'The CTI server cannot be reached.' }, { status: 502 }))
      .then((found) => send(found, response));
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const at = server.address();
  const own = typeof at === 'object' && at !== null ? at.port : port;
  return {
    url: `http://127.0.0.1:${own}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

const { CTI_URL, CTI_API_KEY, PORT } = process.env;
if (process.argv[1] === import.meta.filename) {
  if (CTI_URL === undefined || CTI_API_KEY === undefined) throw new Error('set CTI_URL and CTI_API_KEY');
  const crm = await serveCrm({ url: CTI_URL, apiKey: CTI_API_KEY }, Number(PORT ?? 4100));
  process.stdout.write(`The CRM is at ${crm.url}/?user=ana@example.com\n`);
}
