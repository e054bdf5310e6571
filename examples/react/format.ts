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

export const secondsSince = (time: string, now: number): number => Math.max(0, (now - Date.parse(time)) / 1_000);

/** `4:07` */
export const timeText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

const DAY_AND_TIME = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
export const dayAndTime = (time: string): string => DAY_AND_TIME.format(new Date(time));
