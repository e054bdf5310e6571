import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';

/* Codecs that the records of an archive file share, whatever its version. */

/** Tries null first, which costs least. */
export const orNull = <A>(codec: t.Type<A, unknown, unknown>): t.Type<A | null, unknown, unknown> =>
  new t.Type<A | null, unknown, unknown>(
    `${codec.name} or null`,
    (u): u is A | null => u === null || codec.is(u),
    (u, context) => (u === null ? t.success(null) : codec.validate(u, context)),
    (value) => (value === null ? null : codec.encode(value)),
  );

const wholeNumber = (name: string, min: number): t.Type<number, number, unknown> => {
  const is = (u: unknown): u is number => Number.isSafeInteger(u) && Number(u) >= min;
  return new t.Type<number, number, unknown>(
    name,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  );
};

export const Timestamp = wholeNumber('Timestamp', Number.MIN_SAFE_INTEGER);
export const Count = wholeNumber('Count', 0);
export const Revision = wholeNumber('Revision', 1);

export const texts = t.readonlyArray(t.string);

export const maybeText = orNull(t.string);
export const maybeTime = orNull(Timestamp);
export const maybeDialpadId = orNull(DialpadId);

/** A `Known` of the domain: a value, the time that its source gave it, and when it was received if the source gave none. */
export const maybeKnown = <A>(value: t.Type<A, unknown, unknown>) =>
  orNull(t.exact(t.intersection([t.type({ value, at: maybeTime }), t.partial({ receivedAt: Timestamp })])));

/** A `Moment` of the domain. */
export const Moment = t.strict({ at: Timestamp, stated: t.boolean });

/** When a record was created and last updated. */
export const times = { createdAt: Timestamp, updatedAt: Timestamp };

/** A text that meets a condition. */
export const refined = <A extends string>(name: string, is: (text: string) => boolean): t.Type<A, string, unknown> =>
  new t.Type<A, string, unknown>(
    name,
    (u): u is A => typeof u === 'string' && is(u),
    (u, context) => (typeof u === 'string' && is(u) ? t.success(u as A) : t.failure(u, context)),
    t.identity,
  );

/** Reads a record as it is stored, perhaps by an older version, and restores it to what it is today. */
export const restored = <Stored, A>(
  codec: t.Decoder<unknown, Stored>,
  restore: (stored: Stored) => A,
): t.Decoder<unknown, A> => ({
  name: codec.name,
  validate: (u, context) => E.map(restore)(codec.validate(u, context)),
  decode: (u) => E.map(restore)(codec.decode(u)),
});
