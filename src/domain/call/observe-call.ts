import type { DialpadId } from '../dialpad-id.js';
import type { AppId, CallId } from '../ids.js';
import { changed } from '../merge.js';
import type { Timestamp } from '../timestamp.js';
import type { Call, CallEventType } from './call.js';
import { dueEvents, eventTypeOf, isRepeatedRing, type Told, toldBy } from './call-announcements.js';
import { type CallObservation, callFactsOf, mergeCallFacts } from './call-facts.js';
import { personOf } from './call-person.js';
import { type CallField, changesBetween, viewOf } from './call-view.js';
import { contextAlone, type LegContext, legContextsOf } from './leg-context.js';

/** A call after an observation. */
export interface CallChange {
  readonly call: Call;
  /** The events to announce, in order. */
  readonly eventTypes: readonly CallEventType[];
  /** The fields in which others see a difference. */
  readonly changed: readonly CallField[];
  /** The person whom the call concerned before, if it concerns another one now. */
  readonly previousUserId?: DialpadId;
}

/**
 * Adds one observation to a call, or begins the call with it.
 *
 * Returns the call (the same object if the observation says nothing new) with the events to announce, and every other leg of the
 * conversation whose context changes because of it.
 */
export const observe = (
  found: Call | null,
  seen: CallObservation,
  fresh: { readonly id: CallId; readonly appId: AppId; readonly now: Timestamp },
  /** All other known legs of the conversation, those that this observation connects to it included. */
  others: readonly Call[] = [],
): CallChange & { readonly others: readonly CallChange[] } => {
  const observed = callFactsOf(seen);
  const facts = found === null ? observed : mergeCallFacts.concat(found.facts, observed);
  if (found !== null && !changed(found.facts, facts)) return { call: found, eventTypes: [], changed: [], others: [] };

  const { dialpadCallId } = seen;
  const contexts = legContextsOf([{ dialpadCallId, facts }, ...others]);
  const contextOf = (id: DialpadId): LegContext => contexts.get(id) ?? contextAlone(id);
  const legContext = contextOf(dialpadCallId);
  const leg: Call =
    found === null ? begin(fresh, { dialpadCallId, facts, legContext }) : { ...found, facts, legContext };
  const moved = others.map((before) => ({
    before,
    after: { ...before, legContext: contextOf(before.dialpadCallId) },
  }));
  // What a leg has announced counts in the conversation that it is in now.
  const told = toldBy([leg, ...moved.map(({ after }) => after)]);
  const affected = moved.filter(({ before, after }) => changed(before.legContext, after.legContext));
  return {
    others: affected.map(({ before, after }) => changeOf(before, after, told, fresh.now)),
    ...changeOf(found, leg, told, fresh.now),
  };
};

const begin = (
  { id, appId, now }: { readonly id: CallId; readonly appId: AppId; readonly now: Timestamp },
  { dialpadCallId, facts, legContext }: Pick<Call, 'dialpadCallId' | 'facts' | 'legContext'>,
): Call => ({
  id,
  appId,
  dialpadCallId,
  facts,
  legContext,
  announced: [],
  revision: 0,
  createdAt: now,
  updatedAt: now,
});

/** What follows from a call that is new or has changed. */
const changeOf = (before: Call | null, after: Call, told: Told, now: Timestamp): CallChange => {
  const toAnnounce = dueEvents(before, after, told);
  const fields = before === null ? [] : changesBetween(viewOf(before), viewOf(after));
  const call: Call = {
    ...after,
    announced: [...new Set([...after.announced, ...toAnnounce])],
    revision: after.revision + 1,
    updatedAt: before === null || fields.length > 0 ? now : before.updatedAt,
  };
  const previousUserId = before !== null && fields.includes('dialpadUserId') ? personOf(before.facts) : null;
  // Every event carries the whole call, so an update is announced only where no other event is, but for two: one that takes the call
  // away from a person, and one that goes with the ring of a person who has become known.
  const isUpdate =
    previousUserId !== null ||
    toAnnounce.some(isRepeatedRing) ||
    (toAnnounce.length === 0 && fields.some(isAnnouncedAsUpdate));
  return {
    call,
    eventTypes: [...toAnnounce.map(eventTypeOf), ...(isUpdate ? (['call.updated'] as const) : [])],
    changed: fields,
    ...(previousUserId === null ? {} : { previousUserId }),
  };
};

/** A change of these fields alone is announced as `call.updated`; the others change together with the status. */
const UPDATE_FIELDS: ReadonlySet<CallField> = new Set([
  ...(['dialpadUserId', 'fromNumber', 'toNumber'] as const),
  ...(['conversationId', 'answeredBy', 'answeredElsewhere', 'endedReason', 'contactName', 'hold'] as const),
  ...(['transferredFrom', 'labels', 'dispositions', 'recap', 'transcriptReady'] as const),
  ...(['satisfaction', 'disposition', 'note', 'recordUrl'] as const),
]);

const isAnnouncedAsUpdate = (field: CallField): boolean => UPDATE_FIELDS.has(field);
