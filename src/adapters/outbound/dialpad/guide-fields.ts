import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { Direction } from '../../../domain/direction.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { directionOf, type Fields, fieldsOf, firstText, idOf, own, type Reader, timeOf } from './json-fields.js';

/** What an event of the guide's family is about. */
export type Subject = 'call' | 'voicemail' | 'message' | 'recording';

/** Where such an event may keep its fields (contract §3), the nearest first. */
export interface Sections {
  readonly top: Fields;
  /** What is named after the subject: `call` and `data.call`. */
  readonly of: (subject: Subject) => readonly Fields[];
  /** The same, `data` and the top: where the subject's own fields stand. */
  readonly around: (subject: Subject) => readonly Fields[];
  /** The same and the other subjects: where fields stand that the whole event shares. */
  readonly all: (subject: Subject) => readonly Fields[];
}

const SUBJECTS: readonly Subject[] = ['call', 'voicemail', 'message', 'recording'];

export const sectionsOf = (top: Fields): Sections => {
  const data = fieldsOf(own(top, 'data'));
  const of = (subject: Subject): readonly Fields[] => [fieldsOf(own(top, subject)), fieldsOf(own(data, subject))];
  const around = (subject: Subject): readonly Fields[] => [...of(subject), data, top];
  const all = (subject: Subject): readonly Fields[] => [
    ...around(subject),
    ...SUBJECTS.filter((other) => other !== subject).flatMap(of),
  ];
  return { top, of, around, all };
};

/** What can be read under the first of the names, in the nearest section that has any of them. */
export const firstOf = <A>(sections: readonly Fields[], names: readonly string[], read: Reader<A>): A | null => {
  for (const section of sections) {
    for (const name of names) {
      const found = read(own(section, name));
      if (found !== null) return found;
    }
  }
  return null;
};

/**
 * The call that an event is about. A field that says it is a call's id counts wherever it stands; a plain `id` only where it
 * cannot be another thing's, in the sections given.
 */
export const callIdOf = (sections: Sections, subject: Subject, plain: readonly Fields[]): DialpadId | null =>
  firstOf(sections.all(subject), ['dialpad_call_id', 'call_id'], idOf) ?? firstOf(plain, ['id'], idOf);

/** When it happened. A `created_at` further in is that of the call or the message, not of the event. */
export const happenedAtOf = (sections: Sections, subject: Subject): Timestamp | null =>
  firstOf([sections.top, ...sections.all(subject)], ['timestamp', 'occurred_at', 'event_timestamp'], timeOf) ??
  timeOf(own(sections.top, 'created_at'));

/** Who spoke or wrote to whom. */
export const partiesOf = (
  sections: Sections,
  subject: Subject,
): {
  readonly direction: Direction | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly dialpadUserId: DialpadId | null;
} => {
  const all = sections.all(subject);
  return {
    direction: firstOf(all, ['direction'], directionOf),
    fromNumber: firstOf(all, ['from', 'from_number', 'caller'], firstText),
    toNumber: firstOf(all, ['to', 'to_number', 'callee'], firstText),
    dialpadUserId: firstOf(all, ['user_id', 'dialpad_user_id'], idOf) ?? firstOf(all, ['owner'], ownerId),
  };
};

const ownerId: Reader<DialpadId> = (owner) => idOf(own(fieldsOf(owner), 'id'));

/** The recording that a call event mentions; a plain `url` counts only inside `recording`, as it may be any page's. */
export const callRecordingUrl = (sections: Sections): string | null =>
  firstOf(sections.around('call'), ['recording_url'], firstText) ??
  firstOf(sections.around('call'), ['recording'], recordingUrl);

/** The audio that a recording or voicemail event is about. */
export const audioUrl = (sections: Sections, subject: 'recording' | 'voicemail'): string | null => {
  for (const section of sections.all(subject)) {
    const url = recordingUrl(section) ?? recordingUrl(own(section, 'recording'));
    if (url !== null) return url;
  }
  return null;
};

/** The address of a recording, from what describes it or is it. */
const recordingUrl: Reader<string> = (recording) =>
  typeof recording === 'string'
    ? firstText(recording)
    : firstOf([fieldsOf(recording)], ['recording_url', 'url', 'download_url'], firstText);
