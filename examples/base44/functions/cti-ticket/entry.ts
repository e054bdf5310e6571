import { createClientFromRequest } from 'npm:@base44/sdk';

/** Gives a signed-in user a ticket for one connection to the event stream. The key of the app stays here. */
Deno.serve(async (request) => {
  const user = await createClientFromRequest(request).auth.me();
  if (user === null) return Response.json({ error: 'Sign in first.' }, { status: 401 });

  const answer = await fetch(`${Deno.env.get('CTI_URL')}/api/ws-tickets`, {
    method: 'POST',
    headers: { 'x-app-api-key': Deno.env.get('CTI_API_KEY') ?? '' },
  });
  if (!answer.ok) return Response.json({ error: 'No ticket; try again.' }, { status: 502 });
  const { ticket } = JSON.parse(await answer.text());
  return Response.json({ ticket });
});
