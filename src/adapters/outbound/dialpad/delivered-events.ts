import { toNullable } from 'fp-ts/lib/Option.js';
import { parseJson } from '../../wire/parse-json.js';
import { isDialpadCall } from './call-events.js';
import { guideEventName, isGuideEventName } from './guide-events.js';
import { type Fields, field, fieldsOf, wordOf } from './json-fields.js';
import { isDialpadSms, isSmsEvent } from './sms-events.js';

/** The format of an event: Dialpad's own of a call or of a text message, the guide's, or one that is not recognised. */
export type EventFormat = 'call' | 'sms' | 'guide' | 'unknown';

export interface DeliveredEvent {
  readonly format: EventFormat;
  readonly event: Fields;
}

/** More events than Dialpad, or a relay, sends in one delivery. */
export const MAX_EVENTS = 1_000;
/** How many lists and wrappers may be around an event. */
const MAX_DEPTH = 4;
/** The fields in which a relay puts what it has received. */
const WRAPPERS: readonly string[] = ['data', 'payload', 'body', 'event', 'records', 'Records', 'messages', 'Message'];

/**
 * The events of a delivery, in order: the body itself, the elements of a list, or of the list under `events`, each as a relay may have
 * wrapped it. At most one more than `MAX_EVENTS`.
 */
export const eventsIn = (body: unknown): readonly DeliveredEvent[] =>
  Array.isArray(body) ? eventsInList(body, MAX_DEPTH) : eventsInObject(fieldsOf(body), null, MAX_DEPTH);

const eventsInList = (list: readonly unknown[], depth: number): readonly DeliveredEvent[] => {
  const events: DeliveredEvent[] = [];
  for (const element of list) {
    if (events.length > MAX_EVENTS) break;
    const value = parsed(element);
    if (Array.isArray(value) && depth > 0) events.push(...eventsInList(value, depth - 1));
    else events.push(...eventsInObject(fieldsOf(value), null, depth));
  }
  return events.slice(0, MAX_EVENTS + 1);
};

/** `outerLabel` is the name that a wrapper gives the event, empty if it gives none; null for an event without a wrapper. */
const eventsInObject = (event: Fields, outerLabel: string | null, depth: number): readonly DeliveredEvent[] => {
  const label = guideEventName(event) ?? outerLabel;
  const isNamed = label !== null && isGuideEventName(label);
  // What has the shape of Dialpad's own events is one, whatever label a relay has added (contract §3).
  if (isDialpadCall(event, isNamed)) return [{ format: 'call', event }];
  if (isDialpadSms(event, isNamed)) return [{ format: 'sms', event }];
  if (depth > 0) {
    const events = parsed(field(event, 'events'));
    if (Array.isArray(events) && !isNamed) return eventsInList(events, depth - 1);
    const wrapped = wrappedIn(event, label, isNamed, depth);
    if (wrapped.length > 0) return wrapped;
  }
  return [{ format: formatOf(event, outerLabel !== null), event }];
};

const wrappedIn = (event: Fields, label: string | null, isNamed: boolean, depth: number): readonly DeliveredEvent[] => {
  for (const wrapper of WRAPPERS) {
    const value = parsed(field(event, wrapper));
    if (typeof value !== 'object' || value === null) continue;
    const inner = Array.isArray(value)
      ? eventsInList(isNamed ? [] : value, depth - 1)
      : eventsInObject(fieldsOf(value), label ?? '', depth - 1);
    // In the guide's own format the fields stand in `data`: only Dialpad's shape is taken out of it.
    const isTaken = ({ format }: DeliveredEvent) => format === 'call' || format === 'sms' || !isNamed;
    if (inner.some((one) => one.format !== 'unknown' && isTaken(one))) return inner;
  }
  return [];
};

/** Inside a wrapper only an unmistakable shape counts. */
const formatOf = (event: Fields, isWrapped: boolean): EventFormat => {
  if (guideEventName(event) !== null) return 'guide';
  if (isWrapped) return 'unknown';
  if (wordOf(field(event, 'state')) !== null) return 'call';
  return isSmsEvent(event) ? 'sms' : 'unknown';
};

/** A value that a relay has written as JSON in a text. */
const parsed = (value: unknown): unknown =>
  typeof value === 'string' && /^\s*[{[]/.test(value) ? toNullable(parseJson(value)) : value;
