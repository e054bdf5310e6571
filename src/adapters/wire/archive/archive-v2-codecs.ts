import * as t from 'io-ts';
import { ADDED_FACT_FIELDS, CONTEXT_FIELDS, DETAIL_FIELDS, FIRST_FACT_FIELDS } from '../stored/call-fields.js';
import { restoreCall } from '../stored/restore-call.js';
import { ARCHIVE_CODECS, type ArchiveCodecs } from './archive-codecs.js';
import { restored } from './archive-parts.js';
import { callFields } from './archived-call.js';
import { CallViewOfVersion2 } from './archived-call-view.js';
import { archivedEventOf, eventContentOf } from './archived-event.js';

const CallFacts = t.exact(
  t.intersection([t.type({ ...FIRST_FACT_FIELDS, details: t.strict(DETAIL_FIELDS) }), t.partial(ADDED_FACT_FIELDS)]),
);

/** Reads the records of an archive file of version 2, in which a CRM has written nothing on a call. */
export const ARCHIVE_V2_CODECS: ArchiveCodecs = {
  ...ARCHIVE_CODECS,
  call: restored(t.strict({ ...callFields, facts: CallFacts, thread: t.strict(CONTEXT_FIELDS) }), restoreCall),
  event: archivedEventOf(eventContentOf(CallViewOfVersion2)),
};
