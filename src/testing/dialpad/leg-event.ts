import type { Timestamp } from '../../domain/timestamp.js';
import type { Afterwards, CallLeg } from './call-leg.js';
import { audioFields } from './leg-audio.js';
import type { Colleague, Line } from './parties.js';
import type { DialpadPayload, TimedEvent } from './timed-event.js';

/** How long after a moment Dialpad sends its event, in milliseconds. */
const LAG_MS = 118;

/**
 * The event that Dialpad sends about a moment of a leg: `state` names the moment, the other fields show the leg at the time of
 * sending, which may be later.
 */
export const legEvent = (leg: CallLeg, state: string, moment: Timestamp, sentAt: Timestamp = moment): TimedEvent => ({
  at: sentAt + LAG_MS,
  kind: 'call',
  payload: { ...snapshot(leg, state, sentAt), event_timestamp: moment + LAG_MS },
});

const snapshot = (leg: CallLeg, state: string, moment: Timestamp): DialpadPayload => {
  const isOver = leg.endedAt <= moment;
  return {
    ...courseFields(leg, state, moment),
    ...lengthFields(leg, isOver),
    ...partyFields(leg, moment),
    is_internal: false,
    is_transferred: leg.isTransferred && isOver,
    transferred_from: leg.transferredFrom === null ? {} : targetOf(leg.transferredFrom),
    csat_score: state === 'csat' ? leg.afterwards.csatScore : null,
    routing_breadcrumbs: [],
    event_timestamp: moment,
    mos_score: isOver ? 4.41 : null,
    labels: isOver ? leg.afterwards.labels : [],
    was_recorded: (leg.recording ?? leg.companyRecording) !== null && isOver,
    ...audioFields(leg, state, moment),
    ...afterCallFields(leg.afterwards, state),
  };
};

const courseFields = (leg: CallLeg, state: string, moment: Timestamp) => {
  const rangAt = upTo(moment, leg.rangAt);
  return {
    date_started: leg.startedAt,
    call_id: leg.callId,
    state,
    direction: leg.direction,
    external_number: leg.contact.phone,
    // An operator's leg has the number of the line here, not the operator's own.
    internal_number: leg.entryPoint?.line.phone ?? leg.target.phone,
    selected_caller_id: leg.direction === 'outbound' ? leg.target.phone : null,
    date_rang: rangAt,
    date_first_rang: rangAt,
    date_queued: upTo(moment, leg.queuedAt),
    target_availability_status: leg.isOpen ? 'open' : 'closed',
    callback_requested: null,
    date_connected: upTo(moment, leg.connectedAt),
    date_ended: upTo(moment, leg.endedAt),
  };
};

const partyFields = ({ contact, target, entryPoint, group, ...leg }: CallLeg, moment: Timestamp) => ({
  contact: { id: contact.id, type: contact.type, email: contact.email, phone: contact.phone, name: contact.name },
  target: targetOf(target),
  entry_point_call_id: entryPoint?.callId ?? null,
  entry_point_target: entryPoint === null ? {} : targetOf(entryPoint.line),
  operator_call_id: upTo(moment, leg.connectedAt) === null ? null : leg.operatorCallId,
  proxy_target: {},
  group_id: group === null ? null : `${GROUP_KINDS[group.type]}:${group.id}`,
  master_call_id: leg.masterCallId,
});

/** The kind of a line in `group_id`. */
const GROUP_KINDS: Readonly<Record<Line['type'], string>> = {
  office: 'Office',
  department: 'Department',
  call_center: 'CallCenter',
  coaching_team: 'CoachingTeam',
  room: 'Room',
};

const upTo = (moment: Timestamp, at: Timestamp | null): Timestamp | null => (at !== null && at <= moment ? at : null);

/** Only a person has an e-mail address. */
const targetOf = (target: Colleague | Line) => ({
  id: target.id,
  type: 'type' in target ? target.type : 'user',
  email: 'email' in target ? target.email : '',
  phone: target.phone,
  name: target.name,
  office_id: target.officeId,
});

/** Milliseconds. The two durations are floats, and `duration` includes the menu, which `talk_time` does not. */
const lengthFields = (leg: CallLeg, isOver: boolean) => {
  if (!isOver) return { talk_time: null, hold_time: null, duration: null, total_duration: null };
  const { connectedAt, endedAt } = leg;
  const answered = connectedAt === null ? 0 : endedAt - connectedAt;
  return {
    talk_time: Math.max(0, answered - leg.heldMs),
    hold_time: leg.heldMs,
    duration: connectedAt === null ? 0 : endedAt - (leg.menuAt ?? connectedAt) + 0.031,
    total_duration: endedAt - leg.startedAt + 0.031,
  };
};

/** A part of the after-call data is only in the event that is about it. */
const afterCallFields = ({ recap, dispositions }: Afterwards, state: string): DialpadPayload => {
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
