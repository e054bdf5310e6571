import * as Ord from 'fp-ts/lib/Ord.js';
import * as Semigroup from 'fp-ts/lib/Semigroup.js';
import * as S from 'fp-ts/lib/string.js';
import { byTimeThenValue, type Known, orUnknown } from './merge.js';
import { recordingKey } from './recording-key.js';

/** The address of a recording, with the recording's own id if the source gives one. */
export interface KnownRecording extends Known<string> {
  readonly id?: string;
}

const byTimeThenId: Ord.Ord<KnownRecording> = Ord.fromCompare(
  (x, y) => byTimeThenValue.compare(x, y) || S.Ord.compare(x.id ?? '', y.id ?? ''),
);

/** The newest address. */
export const latestRecording: Semigroup.Semigroup<KnownRecording | null> = orUnknown(Semigroup.max(byTimeThenId));

/** What to remember of a recording, so that it is known again: its id, if there is one, and its address without signature. */
export const recordingMark = ({ value, id }: Pick<KnownRecording, 'value' | 'id'>): string =>
  id === undefined ? recordingKey(value) : `${recordingKey(value, id)} ${recordingKey(value)}`;

/** Whether a mark is that of this recording: by id if both have one, else by address. Marks of older versions are whole addresses. */
export const isMarkOf = (mark: string, { value, id }: Pick<KnownRecording, 'value' | 'id'>): boolean => {
  const [, markedId, markedAddress = mark] = /^id:(\S+) (.*)$/s.exec(mark) ?? [];
  return markedId !== undefined && id !== undefined
    ? markedId === id
    : markedAddress === value || recordingKey(markedAddress) === recordingKey(value);
};
