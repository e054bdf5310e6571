import * as Ord from 'fp-ts/lib/Ord.js';
import * as Semigroup from 'fp-ts/lib/Semigroup.js';
import { byTimeThenValue, type Known, orUnknown, steady } from '../merge.js';
import type { Timestamp } from '../timestamp.js';

/** What a CRM writes on a call; null where it wrote nothing, or took it away again. */
export interface CrmFields {
  /** How the call ended for the CRM, in its own words. */
  readonly disposition: string | null;
  readonly note: string | null;
  /** The address of the CRM's record of the call. */
  readonly recordUrl: string | null;
}

/** Fields as a CRM wants them; those that are not given stay as they are. */
export type WantedCrmFields = { readonly [K in keyof CrmFields]?: CrmFields[K] | undefined };

/** What a CRM writes at one time. */
export interface CrmWriting extends WantedCrmFields {
  /** By the clock of this server. */
  readonly at: Timestamp;
}

type CrmFact = Known<string | null> | null;

/** What a CRM has written on a call: of each field, what it wrote last. */
export interface CrmFacts {
  readonly disposition: CrmFact;
  readonly note: CrmFact;
  readonly recordUrl: CrmFact;
}

/** Of two that were written at the same time the greater text counts, and any text before none. */
const byTimeThenText: Ord.Ord<Known<string | null>> = Ord.contramap(
  ({ value, at }: Known<string | null>): Known<string> => ({ value: value ?? '', at }),
)(byTimeThenValue);

const latestWritten: Semigroup.Semigroup<CrmFact> = orUnknown(Semigroup.max(byTimeThenText));

/** The facts of a call of which no CRM has written anything are null. */
export const mergeCrmFacts: Semigroup.Semigroup<CrmFacts | null> = orUnknown(
  steady(Semigroup.struct<CrmFacts>({ disposition: latestWritten, note: latestWritten, recordUrl: latestWritten })),
);

/** The facts that are written at one time. */
export const crmFactsOf = ({ at, disposition, note, recordUrl }: CrmWriting): CrmFacts => ({
  disposition: writtenAt(at, disposition),
  note: writtenAt(at, note),
  recordUrl: writtenAt(at, recordUrl),
});

const writtenAt = (at: Timestamp, value: string | null | undefined): CrmFact =>
  value === undefined ? null : { value, at };

const NOTHING: CrmFields = { disposition: null, note: null, recordUrl: null };

/** The fields as they are now. */
export const crmFieldsOf = (facts: CrmFacts | null): CrmFields =>
  facts === null
    ? NOTHING
    : {
        disposition: facts.disposition?.value ?? null,
        note: facts.note?.value ?? null,
        recordUrl: facts.recordUrl?.value ?? null,
      };
