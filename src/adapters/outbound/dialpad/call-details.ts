import type { DetailObservation, HoldState } from '../../../domain/call/call-details.js';
import type { CallObservation } from '../../../domain/call/call-facts.js';
import { type Fields, fieldsOf, firstText, idOf, own, textOf, textsOf, timeOf, truthOf } from './json-fields.js';
import { personOf } from './target-person.js';

/** The legs that an event names beside its own (events.md §3, "Legs"). Junk such as 0, "" and "null" is none. */
export const linksOf = (event: Fields) =>
  ({
    masterCallId: otherLeg(event, 'master_call_id'),
    entryPointCallId: otherLeg(event, 'entry_point_call_id'),
    operatorCallId: otherLeg(event, 'operator_call_id'),
    rangAt: timeOf(own(event, 'date_first_rang')) ?? timeOf(own(event, 'date_rang')),
  }) satisfies Partial<CallObservation>;

/** A leg that names itself names nobody. */
const otherLeg = (event: Fields, field: string) => {
  const id = idOf(own(event, field));
  return id === idOf(own(event, 'call_id')) ? null : id;
};

/** What an event says of a call beyond who, when and how it ended. */
export const detailsOf = (event: Fields, state: string): DetailObservation => ({
  contactName: textOf(own(fieldsOf(own(event, 'contact')), 'name')),
  hold: holdOf(event, state),
  // A call that goes on may be transferred yet: only what is over says so for good.
  transferred: truthOf(own(event, 'is_transferred')) === true && timeOf(own(event, 'date_ended')) !== null,
  transferredFrom: personOf(own(event, 'transferred_from')),
  labels: listIn(event, 'labels', []),
  dispositions:
    listIn(event, 'dispositions', DISPOSITION_NAMES) ?? listIn(event, 'call_dispositions', DISPOSITION_NAMES),
  recapSummary: textOf(own(event, 'recap_summary')),
  recapOutcome: textOf(own(event, 'recap_outcome')),
  recapPurposes: listIn(event, 'recap_purposes', RECAP_TEXTS),
  recapActionItems: listIn(event, 'recap_action_items', RECAP_TEXTS),
  transcriptReady: state === 'call_transcription',
  satisfaction: textOf(own(event, 'csat_score')),
  reviewUrl:
    firstText(own(event, 'company_call_review_share_link')) ?? firstText(own(event, 'public_call_review_share_link')),
  customData: textOf(own(event, 'custom_data')),
});

const DISPOSITION_NAMES = ['name', 'disposition', 'label'];
const RECAP_TEXTS = ['text', 'content', 'name'];

/** A person talks again with the next `connected`; without `date_connected` that is only a menu. */
const holdOf = (event: Fields, state: string): HoldState | null => {
  if (state === 'hold') return 'held';
  if (state === 'parked') return 'parked';
  return state === 'connected' && timeOf(own(event, 'date_connected')) !== null ? 'talking' : null;
};

/** A list of texts, or of objects that hold one in the first of these fields; null where it is empty, which is how it begins. */
const listIn = (event: Fields, field: string, within: readonly string[]): readonly string[] | null => {
  const value = own(event, field);
  const items = Array.isArray(value) ? value : [value];
  const texts = items.flatMap((item: unknown) => {
    const inside = fieldsOf(item);
    return [...textsOf(item), ...within.flatMap((name) => textOf(own(inside, name)) ?? []).slice(0, 1)];
  });
  return texts.length > 0 ? texts : null;
};
