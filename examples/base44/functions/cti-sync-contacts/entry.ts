import { createClientFromRequest } from 'npm:@base44/sdk';

/** As many as cti-server takes in one request. */
const AT_A_TIME = 1_000;

/** Saves the contacts of the CRM at cti-server, so that a ring says at once who calls. Let an automation run it every night. */
Deno.serve(async (request) => {
  const { Contact } = createClientFromRequest(request).asServiceRole.entities;
  let count = 0;
  for (let skip = 0; ; skip += AT_A_TIME) {
    const page = await Contact.list('created_date', AT_A_TIME, skip);
    // One that has no number, or no name, would have the whole request refused.
    const contacts = page.flatMap(({ id, name, phone }) =>
      phone?.trim() && name?.trim()
        ? [{ number: phone, name, record_url: `${Deno.env.get('CRM_URL')}/contacts/${id}` }]
        : [],
    );
    const answer = await fetch(`${Deno.env.get('CTI_URL')}/api/contacts`, {
      method: 'PUT',
      headers: { 'x-app-api-key': Deno.env.get('CTI_API_KEY') ?? '', 'content-type': 'application/json' },
      body: JSON.stringify({ contacts }),
    });
    if (!answer.ok) return new Response(answer.body, { status: answer.status });
    count += contacts.length;
    if (page.length < AT_A_TIME) return Response.json({ count });
  }
});
