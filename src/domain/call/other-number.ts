import type { CallView } from './call-view.js';

/** The number of the party outside: the caller's of an incoming call, else the called one. Null while it is unknown. */
export const otherNumberOf = ({ direction, fromNumber, toNumber }: CallView): string | null =>
  direction === 'outbound' ? toNumber : fromNumber;
