import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';
import * as Id from '../../../domain/ids.js';
import {
  ADDED_FACT_FIELDS,
  AnnouncedEvent,
  CONTEXT_FIELDS,
  CRM_FACT_FIELDS,
  DETAIL_FIELDS,
  FIRST_FACT_FIELDS,
} from '../stored/call-fields.js';
import { restoreCall } from '../stored/restore-call.js';
import { Revision, restored, times } from './archive-parts.js';

const CallFacts = t.strict({
  ...FIRST_FACT_FIELDS,
  ...ADDED_FACT_FIELDS,
  ...CRM_FACT_FIELDS,
  details: t.strict(DETAIL_FIELDS),
});

/** The fields of a call, without its facts. */
export const callFields = {
  id: Id.CallId,
  appId: Id.AppId,
  dialpadCallId: DialpadId,
  announced: t.readonlyArray(AnnouncedEvent),
  revision: Revision,
  ...times,
};

export const ArchivedCall = restored(
  t.strict({ ...callFields, facts: CallFacts, thread: t.strict(CONTEXT_FIELDS) }),
  restoreCall,
);
