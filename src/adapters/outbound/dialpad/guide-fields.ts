import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { Direction } from '../../../domain/direction.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { recordingId } from './call-recordings.js';
import { timeOf } from './event-times.js';
import { directionOf, type Fields, field, fieldsOf, firstAddress, idOf, type Reader } from './json-fields.js';
import { partyNumber } from './party-number.js';

/** What an event in the guide's format is about. */
export type Subject = 'call' | 'voicemail' | 'message' | 'recording';

/** The objects in which an event in the guide's format may have its fields (contract §3), the most specific first. */
export interface Sections {
  readonly top: Fields;
  /** Named after the subject, for a call: `call` and `data.call`. */
  readonly under: (subject: Subject) => readonly Fields[];
  /** Those, then `data` and the top: where fields of the subject itself stand. */
  readonly near: (subject: Subject) => readonly Fields[];
  /** Those, then the objects of the other subjects: where fields of the whole event may stand. */
  readonly anywhere: (subject: Subject) => readonly Fields[];
}

const SUBJECTS: readonly Subject[] = ['call', 'voicemail', 'message', 'recording'];

export const sectionsOf = (top: Fields): Sections => {
  const data = fieldsOf(field(top, 'data'));
  const under = once((subject) => [fieldsOf(field(top, subject)), fieldsOf(field(data, subject))].filter(hasFields));
  const near = once((subject) => [...under(subject), ...[data, top].filter(hasFields)]);
  const anywhere = once((subject) => [
    ...near(subject),
    ...SUBJECTS.filter((other) => other !== subject).flatMap(under),
  ]);
  return { top, under, near, anywhere };
};

const hasFields = (section: Fields): boolean => Object.keys(section).length > 0;

/** Finds the sections of a subject once: each field is looked for in them. */
const once = (find: (subject: Subject) => readonly Fields[]): ((subject: Subject) => readonly Fields[]) => {
  const found: Partial<Record<Subject, readonly Fields[]>> = {};
  return (subject) => {
    found[subject] ??= find(subject);
    return found[subject];
  };
};

/** The first value that can be read: section by section, in each the names in order. */
export const firstOf = <A>(sections: readonly Fields[], names: readonly string[], read: Reader<A>): A | null => {
  for (const section of sections) {
    for (const name of names) {
      const value = read(field(section, name));
      if (value !== null) return value;
    }
  }
  return null;
};

/**
 * The call that an event is about. `dialpad_call_id` and `call_id` count in any section; a plain `id` only in those given, where it
 * cannot be the id of something else.
 */
export const callIdOf = (sections: Sections, subject: Subject, plain: readonly Fields[]): DialpadId | null =>
  firstOf(sections.anywhere(subject), ['dialpad_call_id', 'call_id'], idOf) ?? firstOf(plain, ['id'], idOf);

/** When the event happened. A `created_at` below the top is that of the call or the message, not of the event. */
export const happenedAtOf = (sections: Sections, subject: Subject): Timestamp | null =>
  firstOf([sections.top, ...sections.anywhere(subject)], ['timestamp', 'occurred_at', 'event_timestamp'], timeOf) ??
  timeOf(field(sections.top, 'created_at'));

interface Parties {
  readonly direction: Direction | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly dialpadUserId: DialpadId | null;
}

/** Who calls or writes to whom. */
export const partiesOf = (sections: Sections, subject: Subject): Parties => {
  const anywhere = sections.anywhere(subject);
  return {
    direction: firstOf(anywhere, ['direction'], directionOf),
    fromNumber: firstOf(anywhere, ['from', 'from_number', 'caller'], partyNumber),
    toNumber: firstOf(anywhere, ['to', 'to_number', 'callee'], partyNumber),
    dialpadUserId: firstOf(anywhere, ['user_id', 'dialpad_user_id'], idOf) ?? firstOf(anywhere, ['owner'], ownerId),
  };
};

const ownerId: Reader<DialpadId> = (owner) => idOf(field(fieldsOf(owner), 'id'));

/** The recording that a call event names. A plain `url` counts only inside `recording`; elsewhere it may be any page. */
export const callRecordingUrl = (sections: Sections): string | null =>
  firstOf(sections.near('call'), ['recording_url'], firstAddress) ??
  firstOf(sections.near('call'), ['recording'], recordingUrl);

/** The id of the recording that a call or recording event names. The plain `id` counts only inside `recording`. */
export const callRecordingId = (sections: Sections): string | null =>
  firstOf(
    [...sections.under('recording'), ...sections.near('call').map((section) => fieldsOf(field(section, 'recording')))],
    ['id', 'recording_id'],
    recordingId,
  ) ?? firstOf(sections.anywhere('recording'), ['recording_id'], recordingId);

/** The audio that a recording or voicemail event is about. */
export const audioUrl = (sections: Sections, subject: 'recording' | 'voicemail'): string | null => {
  for (const section of sections.anywhere(subject)) {
    const url = recordingUrl(section) ?? recordingUrl(field(section, 'recording'));
    if (url !== null) return url;
  }
  return null;
};

/** The URL of a recording: the value itself, or a field of it. */
const recordingUrl: Reader<string> = (recording) =>
  typeof recording === 'string'
    ? firstAddress(recording)
    : firstOf([fieldsOf(recording)], ['recording_url', 'url', 'download_url'], firstAddress);
