import type { ShownCall } from 'cti-server/react';

export const STATUS: Readonly<Record<ShownCall['status'], string>> = {
  ringing: 'Ringing',
  active: 'Talking',
  ended: 'Ended',
  missed: 'Missed',
  rejected: 'Rejected',
  voicemail: 'Voicemail',
};

/** The other party's number. */
export const numberOf = ({ direction, from_number, to_number }: ShownCall): string =>
  (direction === 'outbound' ? to_number : from_number) ?? 'Unknown number';

/** The other party: the contact of the CRM, the name that Dialpad has, or the number. */
export const nameOf = (call: ShownCall): string => call.contact?.name ?? call.contact_name ?? numberOf(call);

/** The number and the CRM user, as far as they say more than the name. */
export const aboutOf = (call: ShownCall, between = ' · '): string =>
  [nameOf(call) === numberOf(call) ? [] : numberOf(call), call.crm_user_id ?? []].flat().join(between);

export const secondsSince = (time: string, now: number): number => Math.max(0, (now - Date.parse(time)) / 1_000);

/** `4:07` */
export const timeText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

const TIME = new Intl.DateTimeFormat('en', { timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });

/** `3:07 PM`, with the day if it is not today. */
export const dayAndTime = (time: string): string => {
  const at = new Date(time);
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? TIME.format(at) : `${DAY.format(at)}, ${TIME.format(at)}`;
};
