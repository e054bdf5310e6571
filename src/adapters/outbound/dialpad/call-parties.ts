import type { Direction } from '../../../domain/direction.js';
import { directionOf, type Fields, field, wordOf } from './json-fields.js';
import { partyNumber } from './party-number.js';

interface Parties {
  readonly direction: Direction | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
}

/** Who calls whom. A caller who withholds the number has null or a word in its place; on null the contact's number is used. */
export const partiesOf = (event: Fields): Parties => {
  const direction = directionOf(field(event, 'direction'));
  const external = partyNumber(field(event, 'external_number')) ?? partyNumber(field(event, 'contact'));
  const internal = partyNumber(field(event, 'internal_number'));
  switch (direction) {
    case 'inbound':
      return { direction, fromNumber: external, toNumber: internal };
    case 'outbound':
      return { direction, fromNumber: callerId(event, internal), toNumber: external };
    case null:
      return { direction, fromNumber: null, toNumber: null };
    default:
      return direction satisfies never;
  }
};

/** The number that an outbound call shows. Dialpad was seen to send the word "blocked" as our own number. */
const callerId = (event: Fields, internal: string | null): string | null =>
  internal === null || wordOf(internal) === 'blocked'
    ? (partyNumber(field(event, 'selected_caller_id')) ?? internal)
    : internal;
