import { createClientFromRequest } from 'npm:@base44/sdk';

/** What the screens may read. Anything else is refused, so that a browser can do no more than it shows. */
const READABLE = /^\/api\/(?:calls|voicemails|messages|lookup|stats)(?:\/|$)/;

/** Passes a signed-in user's question on to cti-server, with the key of the app. The question is `{"path": "/api/calls?status=missed"}`. */
Deno.serve(async (request) => {
  const user = await createClientFromRequest(request).auth.me();
  if (user === null) return Response.json({ error: 'Sign in first.' }, { status: 401 });

  const server = new URL(Deno.env.get('CTI_URL') ?? '');
  const question: { readonly path?: unknown } = JSON.parse(await request.text());
  // Read as an address first: then no `..` and no other server is left in it.
  const wanted = new URL(String(question.path), server);
  if (wanted.origin !== server.origin || !READABLE.test(wanted.pathname)) {
    return Response.json({ error: 'This path is not for browsers.' }, { status: 403 });
  }
  const answer = await fetch(wanted, { headers: { 'x-app-api-key': Deno.env.get('CTI_API_KEY') ?? '' } });
  return new Response(answer.body, { status: answer.status, headers: { 'content-type': 'application/json' } });
});
