/** The app has no such endpoint. */
export interface NoSuchEndpoint {
  readonly _tag: 'NoSuchEndpoint';
}

/** The app has as many endpoints as it may have. */
export interface TooManyEndpoints {
  readonly _tag: 'TooManyEndpoints';
  readonly most: number;
}

/** Nothing may be sent to this address. */
export interface AddressRefused {
  readonly _tag: 'AddressRefused';
  readonly reason: string;
}

/** There is no such dead letter, or the event log no longer has its event. */
export interface NoSuchLetter {
  readonly _tag: 'NoSuchLetter';
}

export type EndpointError = NoSuchEndpoint | TooManyEndpoints | AddressRefused | NoSuchLetter;
