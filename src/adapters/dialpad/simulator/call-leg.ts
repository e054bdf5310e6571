import type { Direction } from '../../../domain/direction.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import type { Colleague, Contact } from './cast.js';
import type { DialpadPayload, TimedEvent } from './timed-event.js';

/** One leg of a call, from its first to its last moment; null is what never happens. All times in milliseconds. */
export interface CallLeg {
  readonly callId: number;
  readonly direction: Direction;
  readonly contact: Contact;
  readonly colleague: Colleague;
  readonly startedAt: Timestamp;
  readonly rangAt: Timestamp | null;
  readonly connectedAt: Timestamp | null;
  readonly endedAt: Timestamp;
  /** How long the parties were on hold, all in all. */
  readonly heldMs: number;
  /** The leg this one goes on from, and who transferred it. */
  readonly transferredFrom: { readonly callId: number; readonly colleague: Colleague } | null;
  readonly isTransferred: boolean;
  readonly recording: { readonly id: number; readonly readyAt: Timestamp } | null;
  readonly voicemail: VoicemailAudio | null;
}

interface VoicemailAudio {
  readonly id: number;
  readonly recordedAt: Timestamp;
  readonly durationMs: number;
  readonly uploadedAt: Timestamp;
  readonly transcribedAt: Timestamp;
  readonly transcript: string;
}

/** Dialpad's event follows the moment it reports by about so long, in milliseconds. */
const LAG_MS = 118;

/** The event that Dialpad sends of a moment of a leg: the state names it, the rest shows the leg as it stands then. */
export const legEvent = (leg: CallLeg, state: string, moment: Timestamp): TimedEvent => ({
  at: moment + LAG_MS,
  kind: 'call',
  payload: snapshot(leg, state, moment),
});

const snapshot = (leg: CallLeg, state: string, moment: Timestamp): DialpadPayload => {
  const { contact, colleague, transferredFrom } = leg;
  const rangAt = upTo(moment, leg.rangAt);
  const over = leg.endedAt <= moment;
  return {
    date_started: leg.startedAt,
    call_id: leg.callId,
    state,
    direction: leg.direction,
    external_number: contact.phone,
    internal_number: colleague.phone,
    selected_caller_id: leg.direction === 'outbound' ? colleague.phone : null,
    date_rang: rangAt,
    date_first_rang: rangAt,
    date_queued: null,
    target_availability_status: 'open',
    callback_requested: null,
    date_connected: upTo(moment, leg.connectedAt),
    date_ended: upTo(moment, leg.endedAt),
    ...lengths(leg, over),
    contact: { id: contact.id, type: contact.type, email: contact.email, phone: contact.phone, name: contact.name },
    target: targetOf(colleague),
    entry_point_call_id: null,
    entry_point_target: {},
    operator_call_id: null,
    proxy_target: {},
    group_id: null,
    master_call_id: transferredFrom?.callId ?? null,
    is_internal: false,
    is_transferred: leg.isTransferred && over,
    transferred_from: transferredFrom === null ? {} : targetOf(transferredFrom.colleague),
    csat_score: null,
    routing_breadcrumbs: [],
    event_timestamp: moment + LAG_MS,
    mos_score: over ? 4.41 : null,
    labels: [],
    was_recorded: leg.recording !== null && over,
    ...audio(leg, state, moment),
  };
};

const upTo = (moment: Timestamp, at: Timestamp | null): Timestamp | null => (at !== null && at <= moment ? at : null);

const targetOf = ({ id, email, phone, name, officeId }: Colleague) => ({
  id,
  type: 'user',
  email,
  phone,
  name,
  office_id: officeId,
});

/** Milliseconds; Dialpad gives the two durations as floats. */
const lengths = (leg: CallLeg, over: boolean) => {
  if (!over) return { talk_time: null, hold_time: null, duration: null, total_duration: null };
  const connected = leg.connectedAt === null ? 0 : leg.endedAt - leg.connectedAt;
  return {
    talk_time: Math.max(0, connected - leg.heldMs),
    hold_time: leg.heldMs,
    duration: connected === 0 ? 0 : connected + 0.031,
    total_duration: leg.endedAt - leg.startedAt + 0.031,
  };
};

/** Recordings, voicemails and the links that only a call has that is over, each from when it is ready. */
const audio = (leg: CallLeg, state: string, moment: Timestamp) => {
  const recording = leg.recording !== null && leg.recording.readyAt <= moment ? leg.recording : null;
  const voicemail = leg.voicemail !== null && leg.voicemail.uploadedAt <= moment ? leg.voicemail : null;
  const recordingUrl = `https://dialpad.com/r/${recording?.id}`;
  const voicemailUrl = `https://dialpad.com/secureblob/voicemail/${voicemail?.id}.mp3`;
  return {
    voicemail_link: voicemail === null ? null : voicemailUrl,
    voicemail_recording_id: voicemail?.id ?? null,
    call_recording_ids: recording === null ? [] : [recording.id],
    transcription_text: voicemail !== null && voicemail.transcribedAt <= moment ? voicemail.transcript : null,
    recording_details: [
      ...(recording === null
        ? []
        : [
            detail(
              recording.id,
              leg.endedAt - (leg.connectedAt ?? leg.endedAt),
              'callrecording',
              leg.connectedAt,
              recordingUrl,
            ),
          ]),
      ...(voicemail === null
        ? []
        : [detail(voicemail.id, voicemail.durationMs, 'voicemail', voicemail.recordedAt, voicemailUrl)]),
    ],
    integrations: {},
    ...(leg.endedAt <= moment && state !== 'missed' ? shareLinks(leg.callId) : {}),
    ...(recording === null ? {} : { recording_url: [recordingUrl] }),
  };
};

const detail = (id: number, duration: number, type: string, startTime: Timestamp | null, url: string) => ({
  id: String(id),
  duration,
  recording_type: type,
  start_time: startTime,
  url,
});

const shareLinks = (callId: number) => ({
  company_call_review_share_link: `https://dialpad.com/shared/call/company-${callId.toString(36)}`,
  public_call_review_share_link: `https://dialpad.com/shared/call/public-${callId.toString(36)}`,
});
