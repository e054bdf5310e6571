import * as t from 'io-ts';
import type { CallDetails } from '../../domain/call/call-view.js';
import type { UpdatedField } from '../../domain/event/app-event.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { idOrNull, orNull, textOrNull, textsJson } from './json-text.js';
import { nullable } from './nullable.js';
import { oneOf } from './words.js';

const RecapJson = t.type(
  {
    summary: nullable(t.string),
    outcome: nullable(t.string),
    purposes: t.readonlyArray(t.string),
    action_items: t.readonlyArray(t.string),
  },
  'Recap',
);

/** The details of a call, over REST and on the stream. */
export const callDetailFields = {
  answered_by: nullable(DialpadIdJson),
  answered_elsewhere: t.boolean,
  ended_reason: nullable(oneOf(['stale', 'transferred'])),
  contact_name: nullable(t.string),
  hold: nullable(oneOf(['held', 'parked'])),
  transferred_from: nullable(DialpadIdJson),
  labels: t.readonlyArray(t.string),
  dispositions: t.readonlyArray(t.string),
  recap: nullable(RecapJson),
  transcript_ready: t.boolean,
  satisfaction: nullable(t.string),
  review_url: nullable(t.string),
  custom_data: nullable(t.string),
  disposition: nullable(t.string),
  note: nullable(t.string),
  record_url: nullable(t.string),
};

export const callDetailsToJson = (details: CallDetails) => ({
  answered_by: details.answeredBy,
  answered_elsewhere: details.answeredElsewhere,
  ended_reason: details.endedReason,
  contact_name: details.contactName,
  hold: details.hold,
  transferred_from: details.transferredFrom,
  labels: details.labels,
  dispositions: details.dispositions,
  recap:
    details.recap === null
      ? null
      : {
          summary: details.recap.summary,
          outcome: details.recap.outcome,
          purposes: details.recap.purposes,
          action_items: details.recap.actionItems,
        },
  transcript_ready: details.transcriptReady,
  satisfaction: details.satisfaction,
  review_url: details.reviewUrl,
  custom_data: details.customData,
  disposition: details.disposition,
  note: details.note,
  record_url: details.recordUrl,
});

/** The details as members of an object in JSON. */
export const callDetailsToText = (details: CallDetails): string => {
  const { answeredBy, answeredElsewhere, endedReason, contactName, hold, transferredFrom, labels, dispositions } =
    details;
  const { recap, transcriptReady, satisfaction, reviewUrl, customData } = details;
  return `"answered_by":${idOrNull(answeredBy)},"answered_elsewhere":${answeredElsewhere},"ended_reason":${textOrNull(endedReason)},\
"contact_name":${textOrNull(contactName)},"hold":${textOrNull(hold)},"transferred_from":${idOrNull(transferredFrom)},\
"labels":${textsJson(labels)},"dispositions":${textsJson(dispositions)},"recap":${recapOrNull(recap)},\
"transcript_ready":${transcriptReady},"satisfaction":${textOrNull(satisfaction)},"review_url":${textOrNull(reviewUrl)},\
"custom_data":${textOrNull(customData)},${crmFieldsToText(details)}`;
};

/** Of nearly every call none is known. */
const crmFieldsToText = ({ disposition, note, recordUrl }: CallDetails): string =>
  disposition === null && note === null && recordUrl === null
    ? NO_CRM_FIELDS
    : `"disposition":${textOrNull(disposition)},"note":${textOrNull(note)},"record_url":${textOrNull(recordUrl)}`;

const NO_CRM_FIELDS = '"disposition":null,"note":null,"record_url":null';

const recapOrNull = orNull(
  ({ summary, outcome, purposes, actionItems }: NonNullable<CallDetails['recap']>) =>
    `{"summary":${textOrNull(summary)},"outcome":${textOrNull(outcome)},"purposes":${textsJson(purposes)},\
"action_items":${textsJson(actionItems)}}`,
);

/** A field's name on the wire. */
export const fieldToJson = (field: UpdatedField): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
