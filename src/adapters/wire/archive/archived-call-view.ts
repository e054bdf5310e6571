import * as t from 'io-ts';
import { CALL_STATUSES } from '../../../domain/call/call-status.js';
import type { CallField } from '../../../domain/call/call-view.js';
import { DialpadId } from '../../../domain/dialpad-id.js';
import * as Id from '../../../domain/ids.js';
import { DirectionJson, oneOf } from '../words.js';
import { maybeDialpadId, maybeText, maybeTime, orNull, Timestamp, texts, times } from './archive-parts.js';

/** The fields that a call was shown with in every version. */
export const callViewFields = {
  id: Id.CallId,
  appId: Id.AppId,
  dialpadCallId: DialpadId,
  direction: orNull(DirectionJson),
  fromNumber: maybeText,
  toNumber: maybeText,
  status: oneOf(CALL_STATUSES),
  dialpadUserId: maybeDialpadId,
  startedAt: Timestamp,
  endedAt: maybeTime,
  durationSeconds: orNull(t.number),
  recordingUrl: maybeText,
  ...times,
};

const EndedReason = oneOf(['stale', 'transferred']);
const Waiting = oneOf(['held', 'parked']);

const firstDetailFields = {
  answeredBy: maybeDialpadId,
  answeredElsewhere: t.boolean,
  endedReason: orNull(EndedReason),
  contactName: maybeText,
  hold: orNull(Waiting),
  transferredFrom: maybeDialpadId,
  labels: texts,
  dispositions: texts,
  recap: orNull(t.strict({ summary: maybeText, outcome: maybeText, purposes: texts, actionItems: texts })),
  transcriptReady: t.boolean,
  satisfaction: maybeText,
  reviewUrl: maybeText,
  customData: maybeText,
};
const detailFields = { ...firstDetailFields, disposition: maybeText, note: maybeText, recordUrl: maybeText };

const viewWith = <D extends t.Props>(details: D) =>
  t.strict({ ...callViewFields, conversationId: DialpadId, details: t.strict(details) });

/** A call as an event shows it. */
export const ArchivedCallView = viewWith(detailFields);

/** The same in version 2, which has nothing that a CRM writes. */
export const CallViewOfVersion2 = viewWith(firstDetailFields);

/** The fields that a `call.updated` event may name. */
export const CALL_FIELDS = Object.keys({
  ...callViewFields,
  conversationId: null,
  ...detailFields,
}) as readonly CallField[];
