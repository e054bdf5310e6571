import type { Call } from '../../../src/client/index.js';

/** What a CRM writes on a call, as a form has it: empty for nothing. */
export interface NoteForm {
  readonly disposition: string;
  readonly note: string;
  readonly record_url: string;
}

const FIELDS = ['disposition', 'note', 'record_url'] as const;

type Written = Pick<Call, (typeof FIELDS)[number]>;

export const noteForm = ({ disposition, note, record_url }: Written): NoteForm => ({
  disposition: disposition ?? '',
  note: note ?? '',
  record_url: record_url ?? '',
});

/** The fields in which a form differs from what it was filled with: null takes one away. Others stay as somebody else may write them meanwhile. */
export const noteChanges = (before: NoteForm, after: NoteForm): Partial<Written> =>
  Object.fromEntries(
    FIELDS.flatMap((name) => {
      const text = after[name].trim();
      return text === before[name].trim() ? [] : [[name, text === '' ? null : text]];
    }),
  );
