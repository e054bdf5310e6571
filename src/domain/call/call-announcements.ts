import type { AnnouncedEvent, Call, CallEventType } from './call.js';
import { personOf } from './call-person.js';
import { isLive } from './call-status.js';
import { callStatusOf, recordingOf } from './call-view.js';

/** The events that must have been announced by now: one for the status of the call, one for its recording. */
export const dueEvents = (call: Call, others: readonly Call[]): readonly AnnouncedEvent[] => {
  const statusEvent = statusEventOf(call);
  const recording = recordingOf(call.facts);
  return [
    ...(statusEvent === null || isAnnouncedOnAnother(others, statusEvent, call) ? [] : [statusEvent]),
    ...(recording === null ? [] : [`recording ${recording}` as const]),
  ];
};

/** The type under which an announced event went out. */
export const eventTypeOf = (event: AnnouncedEvent): CallEventType =>
  isRecording(event) ? 'call.recording.completed' : event;

const isRecording = (event: AnnouncedEvent): event is `recording ${string}` => event.startsWith('recording ');

/** The event of the present status. call.ring is not announced once the call has been answered on any leg. */
const statusEventOf = (call: Call): AnnouncedEvent | null => {
  const { facts, legContext, announced } = call;
  const status = callStatusOf(call);
  switch (status) {
    case 'ringing':
      return facts.witnessed && !legContext.answeredElsewhere ? ringEventOf(call) : null;
    case 'active':
      return 'call.started';
    case 'missed':
      return 'call.missed';
    case 'ended':
    case 'rejected':
      return 'call.ended';
    case 'voicemail': {
      // `voicemail.received` announces the message. `call.ended` follows only where a screen still shows the call.
      const isShown = hasRung(call) || announced.includes('call.started');
      return isShown && !announced.includes('call.missed') ? 'call.ended' : null;
    }
    default:
      return status satisfies never;
  }
};

/** A call that was announced before it was known to be an outgoing one is not announced again as that. */
const ringEventOf = ({ facts, announced }: Call): AnnouncedEvent | null => {
  if (facts.direction?.value !== 'outbound') return 'call.ring';
  return announced.includes('call.ring') ? null : 'call.dialing';
};

/** Whether a screen shows, or has shown, that it rings. */
const hasRung = ({ announced }: Call): boolean => announced.includes('call.ring') || announced.includes('call.dialing');

/**
 * However many legs of a conversation ring a person: at most one call.ring at a time, one call.missed for each announced ring, and one
 * call.missed if no ring was announced.
 */
const isAnnouncedOnAnother = (others: readonly Call[], event: AnnouncedEvent, call: Call): boolean => {
  const isRing = event === 'call.ring' || event === 'call.dialing';
  const isOncePerPerson = isRing || (event === 'call.missed' && !hasRung(call));
  return (
    isOncePerPerson &&
    others.some(
      (other) =>
        other.dialpadCallId !== call.dialpadCallId &&
        other.legContext.conversationId === call.legContext.conversationId &&
        personOf(other.facts) !== null &&
        personOf(other.facts) === personOf(call.facts) &&
        (isRing ? hasRung(other) && isLive(callStatusOf(other)) : other.announced.includes(event)),
    )
  );
};
