import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Envelope, PayloadReader, Translation } from '../../../application/ports/payload-reader.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { parseJson } from '../../wire/parse-json.js';
import { isCallEvent, translateCallEvent } from './call-events.js';
import { guideEventName, translateGuideEvent } from './guide-events.js';
import { type Fields, field, fieldsOf, idOf, textOf } from './json-fields.js';
import { isSmsEvent, translateSmsEvent } from './sms-events.js';

/**
 * Reads both families of events (contract §3). An event with a name in `event_type`, `event` or `type` has the guide's format; else
 * it has Dialpad's own: a call event if it has a `state`, an SMS event if it has an id and a number.
 */
export const payloadReader: PayloadReader = {
  envelope: (payload) => pipe(parseJson(payload), O.map(fieldsOf), O.map(envelopeOf)),
  translate: ({ payload, receivedAt }) =>
    pipe(
      parseJson(payload),
      O.match(
        () => ({ _tag: 'Unusable', reason: 'the payload is no JSON' }),
        (event) => translate(fieldsOf(event), receivedAt),
      ),
    ),
};

const translate = (event: Fields, receivedAt: Timestamp): Translation => {
  if (guideEventName(event) !== null) return translateGuideEvent(event, receivedAt);
  if (isCallEvent(event)) return translateCallEvent(event, receivedAt);
  if (isSmsEvent(event)) return translateSmsEvent(event, receivedAt);
  return { _tag: 'Ignored', reason: 'the event does not say what it is' };
};

/** In characters. Both are stored in indexed columns, whose length the storages limit. */
const MAX_NAME = 100;
const MAX_EVENT_ID = 255;

const envelopeOf = (event: Fields): Envelope => ({
  name: nameOf(event)?.slice(0, MAX_NAME) ?? null,
  eventId: eventIdOf(field(event, 'event_id')) ?? eventIdOf(field(event, 'uuid')),
  organizations: organizationsOf(event),
});

const nameOf = (event: Fields): string | null => {
  const name = guideEventName(event) ?? (isCallEvent(event) ? textOf(field(event, 'state')) : null);
  return name?.trim() ?? (isSmsEvent(event) ? 'sms' : null);
};

/** An id that is too long counts as none; a repeated event is then recognised by its payload. */
const eventIdOf = (value: unknown): string | null => {
  const id = textOf(value)?.trim() ?? null;
  return id !== null && id.length <= MAX_EVENT_ID ? id : null;
};

const organizationsOf = (event: Fields): readonly DialpadId[] => {
  const named = [
    field(event, 'organization_id'),
    field(event, 'org_id'),
    field(event, 'company_id'),
    field(fieldsOf(field(event, 'company')), 'id'),
    field(fieldsOf(field(event, 'target')), 'office_id'),
  ];
  return [...new Set(named.flatMap((id) => idOf(id) ?? []))];
};
