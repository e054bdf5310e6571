import { createServer, type IncomingMessage } from 'node:http';

/** Your own server, which knows who is signed in, and holds the key. */
export const makeOwnServer = (url: string, key: string, isSignedIn: (cookie: string | undefined) => boolean) => {
  const answerTo = async ({ method = 'GET', headers, url: path = '' }: IncomingMessage): Promise<Response> => {
    if (!isSignedIn(headers.cookie)) return new Response(null, { status: 401 });
    const isTicket = method === 'POST' && path === '/my-server/cti-ticket';
    const isRead = method === 'GET' && path.startsWith('/my-server/cti/api/');
    if (!isTicket && !isRead) return new Response(null, { status: 404 });
    const asked = isTicket ? '/api/ws-tickets' : path.replace('/my-server/cti', '');
    return fetch(url + asked, { method, headers: { 'x-app-api-key': key } });
  };
  return createServer(async (request, response) => {
    const answer = await answerTo(request).catch(() => new Response(null, { status: 502 }));
    response.statusCode = answer.status;
    // With `retry-after` the client knows when to ask again.
    for (const name of ['content-type', 'retry-after']) {
      const value = answer.headers.get(name);
      if (value !== null) response.setHeader(name, value);
    }
    response.end(await answer.text().catch(() => ''));
  });
};
