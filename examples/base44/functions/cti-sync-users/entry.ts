import { createClientFromRequest } from 'npm:@base44/sdk';

/*
 * Tells cti-server which CRM user each Dialpad user is. It runs here, on a server: `/internal` answers no CORS, and the internal secret
 * must never be in a browser. Let an automation run it every night.
 */
Deno.serve(async (request) => {
  const users = await createClientFromRequest(request).asServiceRole.entities.User.list('-created_date', 10_000);
  // A field that nobody filled in, or that was emptied, may be missing, null or blank. One such user would have all refused.
  const mappings = users.flatMap(({ dialpad_id, email }) =>
    dialpad_id?.trim() ? [{ dialpad_user_id: dialpad_id.trim(), crm_user_id: email }] : [],
  );

  const answer = await fetch(`${Deno.env.get('CTI_URL')}/internal/apps/${Deno.env.get('CTI_APP_ID')}/users/batch-map`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${Deno.env.get('CTI_INTERNAL_SECRET')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ mappings }),
  });
  return new Response(answer.body, { status: answer.status, headers: { 'content-type': 'application/json' } });
});
