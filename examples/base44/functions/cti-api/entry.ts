import { createClientFromRequest } from 'npm:@base44/sdk';

/** What the screens may read. Anything else is refused, so that a browser can do no more than it shows. */
const READABLE = /^\/api\/(?:calls|voicemails|messages|lookup|stats)(?:\/|$)/;

/** Passes a signed-in user's question on to cti-server, with the key of the app: `/cti-api/api/calls?status=missed`. */
Deno.serve(async (request) => {
  const user = await createClientFromRequest(request).auth.me();
  if (user === null) return Response.json({ error: 'Sign in first.' }, { status: 401 });

  const { pathname, search } = new URL(request.url);
  const path = pathname.slice(pathname.indexOf('/cti-api') + '/cti-api'.length);
  if (request.method !== 'GET' || !READABLE.test(path)) {
    return Response.json({ error: 'This is not for browsers.' }, { status: 403 });
  }
  const answer = await fetch(`${Deno.env.get('CTI_URL')}${path}${search}`, {
    headers: { 'x-app-api-key': Deno.env.get('CTI_API_KEY') ?? '' },
  });
  const headers = new Headers({ 'content-type': 'application/json' });
  // A screen that asks too often is told for how long to wait.
  const wait = answer.headers.get('retry-after');
  if (wait !== null) headers.set('retry-after', wait);
  return new Response(answer.body, { status: answer.status, headers });
});
