/** Seen from the company: `inbound` is from the other party to us. */
export type Direction = 'inbound' | 'outbound';
