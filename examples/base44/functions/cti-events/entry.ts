import { createClientFromRequest } from 'npm:@base44/sdk';
import { Webhook } from 'npm:standardwebhooks@1';

/** What this function uses of an event; docs/events.md has all of it. */
interface CtiEvent {
  readonly event: string;
  readonly event_id: string;
  readonly from_number?: string | null;
  readonly duration_seconds?: number | null;
  readonly target_crm_user?: string | null;
}

/** cti-server calls this for each event, in order, until it is answered with 2xx. When a call has ended, it writes an activity. */
Deno.serve(async (request) => {
  // As it came: the signature covers each byte.
  const body = await request.text();
  let event: CtiEvent;
  try {
    const webhook = new Webhook(Deno.env.get('CTI_ENDPOINT_SECRET') ?? '');
    event = webhook.verify(body, Object.fromEntries(request.headers)) as CtiEvent;
  } catch {
    return Response.json({ error: 'The signature does not match.' }, { status: 401 });
  }

  if (event.event === 'call.ended') {
    const { Activity } = createClientFromRequest(request).asServiceRole.entities;
    // The same event can come twice: its id says so.
    const known = await Activity.filter({ cti_event_id: event.event_id });
    if (known.length === 0) {
      await Activity.create({
        cti_event_id: event.event_id,
        user: event.target_crm_user ?? null,
        title: `Call with ${event.from_number ?? 'an unknown number'}, ${event.duration_seconds ?? 0} s`,
      });
    }
  }
  return new Response(null, { status: 204 });
});
