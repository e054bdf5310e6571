import type { DialpadId } from '../dialpad-id.js';
import { isMarkOf, recordingMark } from '../recording.js';
import type { AnnouncedEvent, Call, CallEventType } from './call.js';
import { personOf } from './call-person.js';
import { isLive } from './call-status.js';
import { callStatusOf, recordingOf } from './call-view.js';

/** The events to announce of a call that is new or has changed: of its status, of whom it rings, of its recording. */
export const dueEvents = (before: Call | null, call: Call, told: Told): readonly AnnouncedEvent[] => [
  ...dueStatusEvents(before, call, told),
  ...(isFull(call) ? [] : dueRecordings(call)),
];

/** A call has fewer recordings and rings than that; more are junk, and are not announced. */
const MAX_ANNOUNCED = 100;

const isFull = ({ announced }: Call): boolean => announced.length >= MAX_ANNOUNCED;

const dueStatusEvents = (before: Call | null, call: Call, told: Told): readonly AnnouncedEvent[] => {
  const event = statusEventOf(call);
  if (event === null || isAnnouncedOnAnother(told, event, call)) return [];
  if (!call.announced.includes(event)) return [event];
  return event === 'call.ring' && before !== null && !isFull(call) ? repeatedRing(before, call) : [];
};

/** One recording is announced once, however often its address is signed anew. */
const dueRecordings = ({ facts, announced }: Call): readonly AnnouncedEvent[] => {
  const recording = recordingOf(facts);
  if (recording === null) return [];
  const isKnown = announced.some((event) => isRecording(event) && isMarkOf(event.slice(RECORDING.length), recording));
  return isKnown ? [] : [`${RECORDING}${recordingMark(recording)}`];
};

const RECORDING = 'recording ';

/** A call that still rings, for another person than before, rings on that person's screen too. */
const repeatedRing = (before: Call, call: Call): readonly AnnouncedEvent[] => {
  const person = personOf(call.facts);
  return person === null || person === personOf(before.facts) ? [] : [`ring ${person}`];
};

/** The type under which an announced event went out. */
export const eventTypeOf = (event: AnnouncedEvent): CallEventType => {
  if (isRecording(event)) return 'call.recording.completed';
  return isRepeatedRing(event) ? 'call.ring' : event;
};

const isRecording = (event: AnnouncedEvent): event is `recording ${string}` => event.startsWith(RECORDING);

export const isRepeatedRing = (event: AnnouncedEvent): event is `ring ${DialpadId}` => event.startsWith('ring ');

/** The event of the present status. call.ring is not announced once the call has been answered on any leg. */
const statusEventOf = (call: Call): AnnouncedEvent | null => {
  const { announced } = call;
  const status = callStatusOf(call);
  switch (status) {
    case 'ringing':
      return isRinging(call) ? ringEventOf(call) : null;
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

/** Whether it rings, as far as is known: it was observed itself, and nobody has answered it elsewhere. */
export const isRinging = (call: Call): boolean =>
  callStatusOf(call) === 'ringing' && call.facts.witnessed && !call.legContext.answeredElsewhere;

/** A call that was announced before it was known to be an outgoing one is not announced again as that. */
const ringEventOf = ({ facts, announced }: Call): AnnouncedEvent | null => {
  if (facts.direction?.value !== 'outbound') return 'call.ring';
  return announced.includes('call.ring') ? null : 'call.dialing';
};

/** Whether a screen shows, or has shown, that it rings. */
export const hasRung = ({ announced }: Call): boolean =>
  announced.includes('call.ring') || announced.includes('call.dialing');

/** What the legs of conversations have told each person so far: under the conversation and the person, the legs that did. */
export interface Told {
  /** A leg that rings, or is answered, after a ring was announced of it. */
  readonly ringing: ReadonlyMap<string, readonly DialpadId[]>;
  readonly missed: ReadonlyMap<string, readonly DialpadId[]>;
}

/** Read once for all the legs, so that each of them need not look at all others. */
export const toldBy = (legs: readonly Call[]): Told => ({
  ringing: legsByPerson(legs.filter((leg) => hasRung(leg) && isLive(callStatusOf(leg)))),
  missed: legsByPerson(legs.filter(({ announced }) => announced.includes('call.missed'))),
});

const legsByPerson = (legs: readonly Call[]): ReadonlyMap<string, readonly DialpadId[]> => {
  const groups = new Map<string, DialpadId[]>();
  for (const leg of legs) {
    const key = personKey(leg);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [leg.dialpadCallId]);
    else group.push(leg.dialpadCallId);
  }
  return groups;
};

const personKey = ({ facts, legContext }: Call): string | null => {
  const person = personOf(facts);
  return person === null ? null : `${legContext.conversationId} ${person}`;
};

/**
 * However many legs of a conversation ring a person: at most one call.ring at a time, one call.missed for each announced ring, and one
 * call.missed if no ring was announced.
 */
const isAnnouncedOnAnother = (told: Told, event: AnnouncedEvent, call: Call): boolean => {
  const isRing = event === 'call.ring' || event === 'call.dialing';
  if (!isRing && (event !== 'call.missed' || hasRung(call))) return false;
  const [one, another] = (isRing ? told.ringing : told.missed).get(personKey(call) ?? '') ?? [];
  return another !== undefined || (one !== undefined && one !== call.dialpadCallId);
};
