import type { Call } from '../../../src/client/index.js';
import { phoneText } from './phone.js';

/** What is shown of a call, over REST and in events. */
type Parties = Pick<Call, 'direction' | 'from_number' | 'to_number' | 'contact_name'>;

/** The number of the other side, who is no colleague. */
export const otherNumber = ({ direction, from_number, to_number }: Omit<Parties, 'contact_name'>): string | null =>
  direction === 'outbound' ? to_number : from_number;

/** A name as it is shown; null if there is none, or only a number again. */
export const properName = (name: string | null | undefined): string | null => {
  const text = name?.trim() ?? '';
  return /^[\d\s()+.-]*$/.test(text) ? null : text;
};

/** The name of the other side; null if it is not known, or only the number again. */
export const otherName = (call: Parties): string | null => properName(call.contact_name);

/** The name of the other side, else its number. */
export const otherParty = (call: Parties): string => otherName(call) ?? phoneText(otherNumber(call));

/** A person of the office: the CRM user, else the Dialpad user. */
export const personText = (crmUser: string | null | undefined, dialpadUser: number | string | null): string =>
  crmUser ?? (dialpadUser === null ? 'nobody yet' : `Dialpad user ${dialpadUser}`);

/** Such as `Incoming call from Dana Whitfield for ana@clinic.example`. */
export const ringSentence = (
  event: Parties & {
    readonly target_crm_user: string | null;
    readonly dialpad_user_id: number | string | null;
    readonly contact?: { readonly name: string } | null;
  },
): string =>
  `Incoming call from ${otherName(event) ?? properName(event.contact?.name) ?? otherParty(event)} for ${personText(event.target_crm_user, event.dialpad_user_id)}`;

type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

const STATUSES: Readonly<Record<Call['status'], { readonly word: string; readonly tone: Tone }>> = {
  ringing: { word: 'Ringing', tone: 'info' },
  active: { word: 'In progress', tone: 'good' },
  ended: { word: 'Answered', tone: 'quiet' },
  missed: { word: 'Missed', tone: 'bad' },
  rejected: { word: 'Rejected', tone: 'warn' },
  voicemail: { word: 'Voicemail', tone: 'warn' },
};

/** The word for a call's status, and its colour. A missed call of which another leg was answered is no bad news. */
export const statusWord = (call: Call): { readonly word: string; readonly tone: Tone } => {
  if (call.answered_elsewhere) return { word: 'Answered elsewhere', tone: 'quiet' };
  if (call.status === 'ended' && call.ended_reason === 'transferred') return { word: 'Transferred', tone: 'quiet' };
  // An outgoing call that nobody answers is over after no time.
  const isUnanswered = call.status === 'missed' || (call.status === 'ended' && call.duration_seconds === 0);
  if (isUnanswered && call.direction === 'outbound') return { word: 'No answer', tone: 'warn' };
  return STATUSES[call.status];
};
