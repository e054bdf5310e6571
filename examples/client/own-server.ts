import { createServer } from 'node:http';

/** Your own server, which knows who is signed in, and holds the key. */
export const makeOwnServer = (url: string, key: string, isSignedIn: (cookie: string | undefined) => boolean) =>
  createServer(async (request, response) => {
    const { method = 'GET', headers, url: path = '' } = request;
    if (!isSignedIn(headers.cookie)) return void response.writeHead(401).end();
    const isTicket = method === 'POST' && path === '/my-server/cti-ticket';
    const isRead = method === 'GET' && path.startsWith('/my-server/cti/api/');
    if (!isTicket && !isRead) return void response.writeHead(404).end();
    const asked = isTicket ? '/api/ws-tickets' : path.replace('/my-server/cti', '');
    const answer = await fetch(url + asked, { method, headers: { 'x-app-api-key': key } });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
