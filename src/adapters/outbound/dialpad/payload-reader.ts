import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Envelope, PayloadReader, Translation } from '../../../application/ports/payload-reader.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { parseJson } from '../../wire/parse-json.js';
import { translateCallEvent } from './call-events.js';
import { type DeliveredEvent, eventsIn, MAX_EVENTS } from './delivered-events.js';
import { eventIdIn } from './event-id.js';
import { guideEventName, translateGuideEvent } from './guide-events.js';
import { callIdOf, sectionsOf } from './guide-fields.js';
import { type Fields, field, fieldsOf, idOf, MAX_LISTED, textOf } from './json-fields.js';
import { translateSmsEvent } from './sms-events.js';

/**
 * Reads both families of events (contract §3). What has the shape of Dialpad's own events is one, whatever name it carries; else an event
 * with a name in `event_type`, `event` or `type` has the guide's format. A list, or a list under `events`, is several events.
 */
export const payloadReader: PayloadReader = {
  envelope: (payload) => pipe(parseJson(payload), O.map(envelopeOf)),
  translate: ({ payload, receivedAt }) =>
    pipe(
      parseJson(payload),
      O.match(
        () => ({ _tag: 'Unusable', reason: 'the payload is no JSON' }),
        (body) => translateAll(eventsIn(body), receivedAt),
      ),
    ),
};

const translateAll = (events: readonly DeliveredEvent[], receivedAt: Timestamp): Translation => {
  if (events.length > MAX_EVENTS) {
    return { _tag: 'Unusable', reason: `the delivery holds more than ${MAX_EVENTS} events` };
  }
  const translations = events.map((event) => translate(event, receivedAt));
  const [only, ...more] = translations;
  if (only === undefined) return UNKNOWN;
  return more.length === 0 ? only : together(translations);
};

const UNKNOWN: Translation = { _tag: 'Ignored', reason: 'the event does not say what it is' };

const translate = ({ format, event }: DeliveredEvent, receivedAt: Timestamp): Translation => {
  switch (format) {
    case 'call':
      return translateCallEvent(event, receivedAt);
    case 'sms':
      return translateSmsEvent(event, receivedAt);
    case 'guide':
      return translateGuideEvent(event, receivedAt);
    case 'unknown':
      return UNKNOWN;
    default:
      return format satisfies never;
  }
};

/** The translation of several events. One that cannot be used does not spoil the others; the reason counts those and quotes the first. */
const together = (translations: readonly Translation[]): Translation => {
  const observations = translations.flatMap((one) => (one._tag === 'Observed' ? one.observations : []));
  const failed = translations.flatMap((one) => (one._tag === 'Unusable' ? [one.reason] : []));
  const ignored = translations.flatMap((one) => (one._tag === 'Ignored' ? [one.reason] : []));
  const unused = [...counted('failed', failed), ...counted('ignored', ignored)];
  if (unused.length === 0) return { _tag: 'Observed', observations };

  const reason = `of ${translations.length} events: ${unused.join('; ')}`;
  if (failed.length + ignored.length < translations.length) return { _tag: 'Observed', observations, reason };
  return failed.length > 0 ? { _tag: 'Unusable', reason } : { _tag: 'Ignored', reason };
};

const counted = (outcome: string, reasons: readonly string[]): readonly string[] =>
  reasons.length === 0 ? [] : [`${reasons.length} ${outcome} (${reasons[0]})`];

/** In characters. The name is stored in an indexed column, whose length the storages limit. */
const MAX_NAME = 100;

const envelopeOf = (body: unknown): Envelope => {
  const events = eventsIn(body);
  const [only, ...more] = events;
  return {
    name: nameOfAll(events)?.slice(0, MAX_NAME) ?? null,
    eventId: eventIdIn(fieldsOf(body), events),
    orderKey: only === undefined || more.length > 0 ? null : orderKeyOf(only),
    organizations: [...new Set([fieldsOf(body), ...events.map(({ event }) => event)].flatMap(organizationsOf))].slice(
      0,
      MAX_LISTED,
    ),
  };
};

const orderKeyOf = ({ format, event }: DeliveredEvent): DialpadId | null => {
  switch (format) {
    case 'call':
      return idOf(field(event, 'call_id'));
    case 'sms':
      return idOf(field(event, 'id'));
    case 'guide': {
      const sections = sectionsOf(event);
      return callIdOf(sections, 'call', sections.near('call'));
    }
    case 'unknown':
      return null;
    default:
      return format satisfies never;
  }
};

/** `batch` for events of different names. */
const nameOfAll = (events: readonly DeliveredEvent[]): string | null => {
  const [name = null, ...others] = new Set(events.map(nameOf));
  return others.length === 0 ? name : 'batch';
};

const nameOf = ({ format, event }: DeliveredEvent): string | null => {
  switch (format) {
    case 'call':
      return textOf(field(event, 'state'))?.trim() ?? null;
    case 'sms':
      return 'sms';
    case 'guide':
      return guideEventName(event)?.trim() ?? null;
    case 'unknown':
      return null;
    default:
      return format satisfies never;
  }
};

const organizationsOf = (event: Fields): readonly DialpadId[] => {
  const named = [
    field(event, 'organization_id'),
    field(event, 'org_id'),
    field(event, 'company_id'),
    field(fieldsOf(field(event, 'company')), 'id'),
    field(fieldsOf(field(event, 'target')), 'office_id'),
  ];
  return named.flatMap((id) => idOf(id) ?? []);
};
