import * as t from 'io-ts';
import type { PhoneSystemUnavailable } from '../../../../application/ports/phone-system.js';
import { type HttpAnswer, type HttpRequest, isSuccess, type NoAnswer } from './http-exchange.js';

/** An attempt without a usable answer. */
export const Failure = t.type({
  _tag: t.literal('Failure'),
  detail: t.string,
  retryAfterMs: t.union([t.number, t.null]),
  /** The phone system does not work: this counts towards opening the circuit. A 429 does not. */
  isOutage: t.boolean,
  /** Whether sending the request again cannot do anything twice. */
  isRepeatable: t.boolean,
  /** See `Unanswered`. */
  why: t.union([t.literal('over-limit'), t.literal('outcome-unknown'), t.null]),
});
export type Failure = t.TypeOf<typeof Failure>;

/** What became of one attempt to send a request. */
export type Attempt =
  | { readonly _tag: 'Answered'; readonly answer: HttpAnswer }
  | { readonly _tag: 'NotSent'; readonly error: PhoneSystemUnavailable }
  | Failure;

const TOO_MANY_REQUESTS = 429;

/** Judges what came back: an answer, or a failure that may be worth another attempt. */
export const attemptOf = (request: HttpRequest, outcome: HttpAnswer | NoAnswer): Attempt => {
  const { isRepeatable, isNow, wantsJson } = request;
  if ('cause' in outcome) {
    const { cause, isUnsent } = outcome;
    return failure(request, cause, { isRepeatable: isRepeatable || isUnsent, ...(isUnsent ? { why: null } : {}) });
  }
  const { status, json, isHtml, retryAfterMs } = outcome;
  // Refused before the request was carried out, so it can be repeated.
  if (status === TOO_MANY_REQUESTS)
    return failure(request, '429', {
      ...{ retryAfterMs, isOutage: false, isRepeatable: !isNow },
      why: isNow ? 'over-limit' : null,
    });
  if (status >= 500) return failure(request, String(status), { retryAfterMs });
  if (isSuccess(outcome) && wantsJson && json === null) {
    const content = isHtml ? 'HTML' : 'something other than a JSON object';
    return failure(request, `${status}, but with ${content}`, { retryAfterMs });
  }
  return { _tag: 'Answered', answer: outcome };
};

const failure = ({ name, isRepeatable, isNow }: HttpRequest, cause: string, more: Partial<Failure>): Failure => ({
  _tag: 'Failure',
  detail: `${name}: ${cause}`,
  retryAfterMs: null,
  isOutage: true,
  isRepeatable,
  why: isNow && !isRepeatable ? 'outcome-unknown' : null,
  ...more,
});
