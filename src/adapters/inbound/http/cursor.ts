import { createHash } from 'node:crypto';
import * as O from 'fp-ts/lib/Option.js';
import type { Page } from '../../../application/ports/listing.js';

/** Where a page begins, as an opaque text. It holds nothing secret, and no app: whose list is read depends on the credential alone. */
export interface CursorPosition extends Required<Pick<Page, 'offset' | 'after' | 'total'>> {
  readonly after: NonNullable<Page['after']>;
}

/** `list` names the list and its filters: the cursor is refused for any other. */
export const cursorOf = ({ after: { at, id }, offset, total }: CursorPosition, list: string): string => {
  const position = [at, id, offset, total].join();
  return Buffer.from(`${position},${checksum(position, list)}`).toString('base64url');
};

const PLACE = /^(-?\d{1,16}),([0-9a-f-]{36}),(\d{1,15}),(\d{1,15}),[\w-]{16}$/;

/** The position in a cursor; none if it is no cursor of this list. */
export const positionOf = (cursor: string, list: string): O.Option<CursorPosition> => {
  const [, at, id = '', offset, total] = PLACE.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const position = { after: { at: Number(at), id }, offset: Number(offset), total: Number(total) };
  // Only the very text that was given out is a cursor, not another that decodes to the same.
  return cursorOf(position, list) === cursor ? O.some(position) : O.none;
};

/** Finds a cursor that is damaged or belongs elsewhere. A forged one would tell its sender no more than any other place in the list. */
const checksum = (position: string, list: string): string =>
  createHash('sha256').update(`${position} ${list}`).digest('base64url').slice(0, 16);
