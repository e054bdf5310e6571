import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';

/* What the records of an archive are made of, whatever the version of the file. */

/** The unknown first, which costs least. */
export const orNull = <A>(codec: t.Type<A, unknown, unknown>): t.Type<A | null, unknown, unknown> =>
  new t.Type<A | null, unknown, unknown>(
    `${codec.name} or null`,
    (u): u is A | null => u === null || codec.is(u),
    (u, context) => (u === null ? t.success(null) : codec.validate(u, context)),
    (value) => (value === null ? null : codec.encode(value)),
  );

const whole = (name: string, least: number): t.Type<number, number, unknown> => {
  const is = (u: unknown): u is number => Number.isSafeInteger(u) && Number(u) >= least;
  return new t.Type<number, number, unknown>(
    name,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  );
};

export const Timestamp = whole('Timestamp', Number.MIN_SAFE_INTEGER);
export const Count = whole('Count', 0);
export const Revision = whole('Revision', 1);

export const maybeText = orNull(t.string);
export const maybeTime = orNull(Timestamp);
export const maybeDialpadId = orNull(DialpadId);

export const maybeKnown = <A>(value: t.Type<A, unknown, unknown>) =>
  orNull(t.exact(t.intersection([t.type({ value, at: maybeTime }), t.partial({ receivedAt: Timestamp })])));
export const Moment = t.strict({ at: Timestamp, stated: t.boolean });

export const refined = <A extends string>(name: string, is: (text: string) => boolean): t.Type<A, string, unknown> =>
  new t.Type<A, string, unknown>(
    name,
    (u): u is A => typeof u === 'string' && is(u),
    (u, context) => (typeof u === 'string' && is(u) ? t.success(u as A) : t.failure(u, context)),
    t.identity,
  );
