import type { Direction } from '../../domain/direction.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Colleague, Contact, Line } from './cast.js';
import type { DialpadPayload, TimedEvent } from './timed-event.js';

/** One leg of a call, from its first to its last moment; null is what never happens. All times in milliseconds. */
export interface CallLeg {
  readonly callId: number;
  readonly direction: Direction;
  readonly contact: Contact;
  /** A person, or a line that people take the calls of. */
  readonly target: Colleague | Line;
  readonly startedAt: Timestamp;
  readonly queuedAt: Timestamp | null;
  readonly rangAt: Timestamp | null;
  /** When a menu or a greeting took the call: it is `connected`, and nobody has answered. */
  readonly menuAt: Timestamp | null;
  /** When a person answered. */
  readonly connectedAt: Timestamp | null;
  readonly endedAt: Timestamp;
  /** How long the parties were on hold, all in all. */
  readonly heldMs: number;
  /** On a person's leg of a line's call: the leg of the line that was dialled. */
  readonly entryPoint: { readonly callId: number; readonly line: Line } | null;
  /** The leg that this one is a part of, or goes on from. */
  readonly masterCallId: number | null;
  /** On a line's leg: the leg of the person who answered. */
  readonly operatorCallId: number | null;
  /** The line that the call belongs to. */
  readonly group: Line | null;
  /** Who passed the call on to this leg. */
  readonly transferredFrom: Colleague | null;
  /** Whether this leg ended by being passed on. */
  readonly isTransferred: boolean;
  readonly isOpen: boolean;
  readonly recording: Recording | null;
  /** What the company records, beside what a person does. */
  readonly companyRecording: Recording | null;
  readonly voicemail: VoicemailAudio | null;
  readonly afterwards: Afterwards;
}

interface Recording {
  readonly id: number;
  readonly readyAt: Timestamp;
}

/** What is made of a call once it is over. Each part comes with the one event that tells it. */
export interface Afterwards {
  readonly recap: {
    readonly summary: string;
    readonly outcome: string;
    readonly purposes: readonly string[];
    readonly actionItems: readonly string[];
  } | null;
  /** How whoever took the call filed it. */
  readonly dispositions: readonly string[];
  readonly labels: readonly string[];
  /** The answer to a survey. */
  readonly csatScore: string | null;
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

/**
 * The event that Dialpad sends of a moment of a leg: the state names it, the rest shows the leg as it stands when the event is
 * sent, which may be later.
 */
export const legEvent = (leg: CallLeg, state: string, moment: Timestamp, sentAt: Timestamp = moment): TimedEvent => ({
  at: sentAt + LAG_MS,
  kind: 'call',
  payload: { ...snapshot(leg, state, sentAt), event_timestamp: moment + LAG_MS },
});

const snapshot = (leg: CallLeg, state: string, moment: Timestamp): DialpadPayload => {
  const { contact, target, entryPoint, group, transferredFrom } = leg;
  const rangAt = upTo(moment, leg.rangAt);
  const connectedAt = upTo(moment, leg.connectedAt);
  const over = leg.endedAt <= moment;
  return {
    date_started: leg.startedAt,
    call_id: leg.callId,
    state,
    direction: leg.direction,
    external_number: contact.phone,
    // The operators of a line have its number here, not their own.
    internal_number: entryPoint?.line.phone ?? target.phone,
    selected_caller_id: leg.direction === 'outbound' ? target.phone : null,
    date_rang: rangAt,
    date_first_rang: rangAt,
    date_queued: upTo(moment, leg.queuedAt),
    target_availability_status: leg.isOpen ? 'open' : 'closed',
    callback_requested: null,
    date_connected: connectedAt,
    date_ended: upTo(moment, leg.endedAt),
    ...lengths(leg, over),
    contact: { id: contact.id, type: contact.type, email: contact.email, phone: contact.phone, name: contact.name },
    target: targetOf(target),
    entry_point_call_id: entryPoint?.callId ?? null,
    entry_point_target: entryPoint === null ? {} : targetOf(entryPoint.line),
    operator_call_id: connectedAt === null ? null : leg.operatorCallId,
    proxy_target: {},
    group_id: group === null ? null : `${GROUP_KINDS[group.type]}:${group.id}`,
    master_call_id: leg.masterCallId,
    is_internal: false,
    is_transferred: leg.isTransferred && over,
    transferred_from: transferredFrom === null ? {} : targetOf(transferredFrom),
    csat_score: state === 'csat' ? leg.afterwards.csatScore : null,
    routing_breadcrumbs: [],
    event_timestamp: moment,
    mos_score: over ? 4.41 : null,
    labels: over ? leg.afterwards.labels : [],
    was_recorded: (leg.recording ?? leg.companyRecording) !== null && over,
    ...audio(leg, state, moment),
    ...told(leg.afterwards, state),
  };
};

/** How `group_id` names the kind of a line. */
const GROUP_KINDS: Readonly<Record<Line['type'], string>> = {
  office: 'Office',
  department: 'Department',
  call_center: 'CallCenter',
  coaching_team: 'CoachingTeam',
  room: 'Room',
};

const upTo = (moment: Timestamp, at: Timestamp | null): Timestamp | null => (at !== null && at <= moment ? at : null);

/** Only a person has an address. */
const targetOf = (target: Colleague | Line) => ({
  id: target.id,
  type: 'type' in target ? target.type : 'user',
  email: 'email' in target ? target.email : '',
  phone: target.phone,
  name: target.name,
  office_id: target.officeId,
});

/** Milliseconds; Dialpad gives the two durations as floats, and counts the menu into the one but not into the talk. */
const lengths = (leg: CallLeg, over: boolean) => {
  if (!over) return { talk_time: null, hold_time: null, duration: null, total_duration: null };
  const { connectedAt, endedAt } = leg;
  const answered = connectedAt === null ? 0 : endedAt - connectedAt;
  return {
    talk_time: Math.max(0, answered - leg.heldMs),
    hold_time: leg.heldMs,
    duration: connectedAt === null ? 0 : endedAt - (leg.menuAt ?? connectedAt) + 0.031,
    total_duration: endedAt - leg.startedAt + 0.031,
  };
};

/** Recordings, voicemails and the links that only a call has that is over, each from when it is ready. */
const audio = (leg: CallLeg, state: string, moment: Timestamp) => {
  const recording = readyBy(moment, leg.recording);
  const company = readyBy(moment, leg.companyRecording);
  const voicemail = leg.voicemail !== null && leg.voicemail.uploadedAt <= moment ? leg.voicemail : null;
  const recordingUrl = `https://dialpad.com/r/${recording?.id}`;
  const companyUrl = `https://dialpad.com/blob/adminrecording/${company?.id}.mp3`;
  const voicemailUrl = `https://dialpad.com/secureblob/voicemail/${voicemail?.id}.mp3`;
  const talkMs = leg.endedAt - (leg.connectedAt ?? leg.endedAt);
  return {
    voicemail_link: voicemail === null ? null : voicemailUrl,
    voicemail_recording_id: voicemail?.id ?? null,
    call_recording_ids: [recording, company].flatMap((one) => one?.id ?? []),
    transcription_text: voicemail !== null && voicemail.transcribedAt <= moment ? voicemail.transcript : null,
    recording_details: [
      ...(recording === null ? [] : [detail(recording.id, talkMs, 'callrecording', leg.connectedAt, recordingUrl)]),
      ...(company === null ? [] : [detail(company.id, talkMs, 'admincallrecording', leg.connectedAt, companyUrl)]),
      ...(voicemail === null
        ? []
        : [detail(voicemail.id, voicemail.durationMs, 'voicemail', voicemail.recordedAt, voicemailUrl)]),
    ],
    integrations: {},
    ...(leg.endedAt <= moment && state !== 'missed' ? shareLinks(leg.callId) : {}),
    ...(recording === null ? {} : { recording_url: [recordingUrl] }),
    ...(company === null ? {} : { admin_recording_urls: [companyUrl] }),
  };
};

const readyBy = (moment: Timestamp, recording: Recording | null): Recording | null =>
  recording !== null && recording.readyAt <= moment ? recording : null;

/** What only the event tells that is about it. */
const told = ({ recap, dispositions }: Afterwards, state: string): DialpadPayload => {
  switch (state) {
    case 'recap_summary':
      return { recap_summary: recap?.summary };
    case 'recap_outcome':
      return { recap_outcome: recap?.outcome };
    case 'recap_purposes':
      return { recap_purposes: recap?.purposes };
    case 'recap_action_items':
      return { recap_action_items: recap?.actionItems };
    case 'dispositions':
      return { dispositions };
    default:
      return {};
  }
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
