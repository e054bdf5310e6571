import type { DetailObservation, HoldState } from '../../../domain/call/call-details.js';
import type { CallObservation } from '../../../domain/call/call-facts.js';
import { timeOf } from './event-times.js';
import {
  booleanOf,
  elementsOf,
  type Fields,
  field,
  fieldsOf,
  firstAddress,
  idOf,
  MAX_LISTED,
  textOf,
  textsOf,
} from './json-fields.js';
import { targetUserId } from './target-user.js';

/** The other legs that a call event names (events.md §3, "Legs"). Placeholders such as 0, "" and "null" count as no leg. */
export const linksOf = (event: Fields) =>
  ({
    masterCallId: otherLeg(event, 'master_call_id'),
    entryPointCallId: otherLeg(event, 'entry_point_call_id'),
    operatorCallId: otherLeg(event, 'operator_call_id'),
    rangAt: timeOf(field(event, 'date_first_rang')) ?? timeOf(field(event, 'date_rang')),
  }) satisfies Partial<CallObservation>;

/** Null where the event names its own leg. */
const otherLeg = (event: Fields, name: string) => {
  const id = idOf(field(event, name));
  return id === idOf(field(event, 'call_id')) ? null : id;
};

/** The details of a call: everything but its parties, its course and its links. */
export const detailsOf = (event: Fields, state: string): DetailObservation => ({
  contactName: textOf(field(fieldsOf(field(event, 'contact')), 'name')),
  hold: holdOf(event, state),
  // Final only once the call is over: a call that goes on may still be transferred.
  transferred: booleanOf(field(event, 'is_transferred')) === true && timeOf(field(event, 'date_ended')) !== null,
  transferredFrom: targetUserId(field(event, 'transferred_from')),
  labels: listIn(event, 'labels', []),
  dispositions:
    listIn(event, 'dispositions', DISPOSITION_NAMES) ?? listIn(event, 'call_dispositions', DISPOSITION_NAMES),
  recapSummary: textOf(field(event, 'recap_summary')),
  recapOutcome: textOf(field(event, 'recap_outcome')),
  recapPurposes: listIn(event, 'recap_purposes', RECAP_TEXTS),
  recapActionItems: listIn(event, 'recap_action_items', RECAP_TEXTS),
  transcriptReady: state === 'call_transcription',
  satisfaction: textOf(field(event, 'csat_score')),
  reviewUrl:
    firstAddress(field(event, 'company_call_review_share_link')) ??
    firstAddress(field(event, 'public_call_review_share_link')),
  customData: textOf(field(event, 'custom_data')),
});

const DISPOSITION_NAMES = ['name', 'disposition', 'label'];
const RECAP_TEXTS = ['text', 'content', 'name'];

/** `connected` ends a hold only with `date_connected`; without it the caller is in a menu. */
const holdOf = (event: Fields, state: string): HoldState | null => {
  if (state === 'hold') return 'held';
  if (state === 'parked') return 'parked';
  return state === 'connected' && timeOf(field(event, 'date_connected')) !== null ? 'talking' : null;
};

/** A list of texts, or of objects with a text in the first of `textFields` that has one. Null where empty: an empty list says nothing. */
const listIn = (event: Fields, name: string, textFields: readonly string[]): readonly string[] | null => {
  const texts = elementsOf(field(event, name)).flatMap((item) => {
    const fields = fieldsOf(item);
    return [...textsOf(item), ...textFields.flatMap((one) => textOf(field(fields, one)) ?? []).slice(0, 1)];
  });
  return texts.length > 0 ? texts.slice(0, MAX_LISTED) : null;
};
