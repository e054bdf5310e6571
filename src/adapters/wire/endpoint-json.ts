import * as t from 'io-ts';
import type { Outcome } from '../../domain/endpoint/attempts.js';
import type { Endpoint } from '../../domain/endpoint/endpoint.js';
import { EndpointId } from '../../domain/ids.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';
import { oneOf } from './words.js';

const AttemptJson = t.type(
  {
    /** The event's place in the stream; 0 for a test. */
    seq: t.number,
    at: IsoTime,
    status: nullable(t.number),
    milliseconds: t.number,
    problem: nullable(t.string),
  },
  'EndpointAttempt',
);

const DeadLetterJson = t.type(
  { seq: t.number, event: nullable(t.string), reason: t.string, at: IsoTime },
  'EndpointDeadLetter',
);

/** An endpoint, without its secrets. */
export const EndpointJson = t.type(
  {
    id: EndpointId,
    url: t.string,
    description: nullable(t.string),
    /** Null: all events. */
    events: nullable(t.readonlyArray(t.string)),
    state: oneOf(['enabled', 'disabled', 'gone', 'given-up']),
    /** The last event that was delivered, passed over or given up. */
    seq: t.number,
    failing_since: nullable(IsoTime),
    attempts_at_event: t.number,
    next_attempt_at: nullable(IsoTime),
    last_attempt: nullable(AttemptJson),
    dead_letters: t.number,
    /** Until when the secret before the current one signs as well. */
    old_secret_until: nullable(IsoTime),
    created_at: IsoTime,
    updated_at: IsoTime,
  },
  'Endpoint',
);

export const endpointToJson = (endpoint: Endpoint): t.OutputOf<typeof EndpointJson> =>
  EndpointJson.encode({
    id: endpoint.id,
    url: endpoint.url,
    description: endpoint.description,
    events: endpoint.events,
    state: endpoint.state,
    seq: endpoint.cursor,
    failing_since: endpoint.failing?.since ?? null,
    attempts_at_event: endpoint.failing?.attempts ?? 0,
    next_attempt_at: endpoint.failing?.nextAt ?? null,
    last_attempt: endpoint.attempts[0] ?? null,
    dead_letters: endpoint.deadLetters.length,
    old_secret_until: endpoint.secrets[1]?.validUntil ?? null,
    created_at: endpoint.createdAt,
    updated_at: endpoint.updatedAt,
  });

export const AttemptsJson = t.readonlyArray(AttemptJson);
export const attemptsToJson = ({ attempts }: Endpoint): t.OutputOf<typeof AttemptsJson> =>
  AttemptsJson.encode(attempts);

export const DeadLettersJson = t.readonlyArray(DeadLetterJson);
export const deadLettersToJson = ({ deadLetters }: Endpoint): t.OutputOf<typeof DeadLettersJson> =>
  DeadLettersJson.encode(deadLetters.map(({ seq, type, reason, at }) => ({ seq, event: type, reason, at })));

/** How one request to an endpoint went. */
export const OutcomeJson = t.type(
  { delivered: t.boolean, status: nullable(t.number), milliseconds: t.number, problem: nullable(t.string) },
  'EndpointOutcome',
);

export const outcomeToJson = (outcome: Outcome): t.OutputOf<typeof OutcomeJson> => ({
  delivered: outcome._tag === 'Delivered',
  status: outcome.status,
  milliseconds: outcome.milliseconds,
  problem: outcome._tag === 'Failed' ? outcome.problem : null,
});
