import type { Call, CallEvent, CtiEvent } from '../../client/index.js';

export const isCallEvent = (event: CtiEvent): event is Extract<CtiEvent, { call_id: string }> => 'call_id' in event;

/** A call as REST has it, with what only the stream tells: whom the CRM knows by the number, from `PUT /api/contacts`. */
export type ShownCall = Call & Pick<CallEvent, 'contact'>;

/** The call as an event tells it, in the form in which REST has it. What an event does not tell comes from what was known before. */
export const callOfEvent = (event: CallEvent, before?: ShownCall): ShownCall => {
  const { event: _, event_id, seq, timestamp, replayed, changed, previous_crm_user, ...told } = event;
  const { call_id, target_crm_user, status, ...call } = told;
  return {
    ...before,
    ...call,
    id: call_id,
    crm_user_id: target_crm_user,
    status: status === 'completed' ? 'ended' : status,
    ended_at: event.ended_at ?? null,
    duration_seconds: event.duration_seconds ?? null,
    recording_url: event.recording_url ?? null,
    created_at: before?.created_at ?? timestamp,
    updated_at: timestamp,
  };
};
