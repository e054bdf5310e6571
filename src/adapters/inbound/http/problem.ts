import { STATUS_CODES } from 'node:http';
import type { BadTimeRange } from '../../../application/backfill/request-backfill.js';
import type { ActingError } from '../../../application/calls/acting-error.js';
import type { EndpointError } from '../../../application/endpoints/endpoint-error.js';
import type { Allowance, IngestError } from '../../../application/events/ingest-webhook.js';
import type { RetryRefusal } from '../../../application/events/retry-events.js';
import type { NoAuthorizer } from '../../../application/phone-system/connect.js';
import type { ProvisionError } from '../../../application/phone-system/provision-webhook.js';
import type { ForgedCause } from '../../../application/ports/delivery-authenticator.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { TooManyCalls } from '../../../application/statistics/ask-statistics.js';
import type { KeyRefused } from '../../../application/tenants/authenticate-key.js';
import type { NoKey } from '../../../application/tenants/keys.js';
import type { TicketRefused } from '../../../application/tenants/tickets.js';
import { limitHeaders } from './limit-headers.js';
import type { Reply } from './reply.js';

/** Why a request was refused: what went wrong and what the client can do. It says nothing about the inside of the server. */
export interface Problem {
  readonly status: number;
  readonly message: string;
  readonly details?: readonly Detail[];
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log only. */
  readonly cause?: string;
}

/** One refused field of a body or a query. */
export interface Detail {
  readonly path: string;
  readonly message: string;
}

export const problem = (status: number, message: string, more: Omit<Problem, 'status' | 'message'> = {}): Problem => ({
  status,
  message,
  ...more,
});

/** The answer to a request on which the server ran into a bug of ours. */
export const BUG = problem(500, 'The server failed on this request. Report it with its x-request-id.');

/** The answer to who is over a limit: when to try again. */
export const overLimit = (sentence: string, allowance: Allowance): Problem =>
  problem(429, `${sentence} Try again in ${allowance.resetSeconds} s.`, {
    headers: { ...limitHeaders(allowance), 'retry-after': String(allowance.resetSeconds) },
  });

/** Refused fields that are listed; a batch can have thousands (contract §6). */
const MAX_DETAILS = 100;
/** Characters of a name or a message in one of them; a client can send long names. */
const MAX_SHOWN = 200;

/** Refuses fields by name, the first hundred of them. */
export const invalid = (all: readonly Detail[]): Problem => {
  const details = all
    .slice(0, MAX_DETAILS)
    .map(({ path, message }) => ({ path: shortened(path), message: shortened(message) }));
  const listed = details.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; ');
  const others = all.length - details.length;
  return problem(400, others === 0 ? listed : `${listed}; and ${others} more`, { details });
};

const shortened = (text: string): string => (text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 1)}…`);

export const notFound = (kind: string): Problem => problem(404, `There is no such ${kind} in this app.`);

/** Seconds after which a client may try again. */
export const RETRY_AFTER = { 'retry-after': '1' };

type UseCaseError =
  | IngestError
  | KeyRefused
  | NoKey
  | RetryRefusal
  | TicketRefused
  | NoAuthorizer
  | ProvisionError
  | BadTimeRange
  | TooManyCalls
  | ActingError
  | EndpointError;
type ErrorOf<Tag extends UseCaseError['_tag']> = Extract<UseCaseError, { readonly _tag: Tag }>;

/** The answer to each error of a use case. */
export const problemOf = (error: UseCaseError): Problem => {
  switch (error._tag) {
    case 'NoAuthorizer':
    case 'NoPublicUrl':
    case 'NotConnected':
    case 'SetUpUnderWay':
    case 'NoWebhook':
      return setUpProblem(error);
    case 'PhoneSystemUnavailable':
    case 'AccessRefused':
    case 'RequestRefused':
      return dialpadProblem(error);
    case 'StorageUnavailable':
    case 'StorageFault':
      return storageProblem(error);
    case 'Forged':
    case 'NotYetValid':
    case 'NotChecked':
    case 'NotJson':
    case 'Busy':
      return webhookProblem(error);
    case 'NoSuchEvent':
    case 'StillPending':
    case 'StillUnrouted':
      return retryProblem(error);
    case 'KeyRefused':
      return keyProblem(error.reason);
    case 'NoKey':
      return problem(409, 'The app has no key to revoke.');
    case 'TicketRefused':
      return problem(401, 'The ticket is not valid: it works once, for 60 seconds. Ask for another one.');
    case 'BadTimeRange':
      return invalid([{ path: error.field, message: error.reason }]);
    case 'NoSuchPerson':
    case 'NotDialable':
    case 'TooOften':
    case 'OutcomeUnknown':
    case 'NoSuchCall':
    case 'CallOver':
      return actingProblem(error);
    case 'TooManyCalls':
      return invalid([{ path: 'from', message: `must be later: the span has more than ${error.most} calls` }]);
    case 'NoSuchEndpoint':
      return notFound('endpoint');
    case 'NoSuchLetter':
      return notFound('dead letter, or its event was pruned,');
    case 'TooManyEndpoints':
      return problem(409, `The app has ${error.most} endpoints already: delete one first.`);
    case 'AddressRefused':
      return invalid([{ path: 'url', message: `is refused: ${error.reason}` }]);
    default:
      return error satisfies never;
  }
};

const setUpProblem = (
  error: ErrorOf<'NoAuthorizer' | 'NoPublicUrl' | 'NotConnected' | 'SetUpUnderWay' | 'NoWebhook'>,
): Problem => {
  switch (error._tag) {
    case 'NoAuthorizer':
      return problem(503, NO_AUTHORIZER);
    case 'NoPublicUrl':
      return problem(503, 'This server does not know the address at which Dialpad reaches it. Set PUBLIC_URL.');
    case 'NotConnected':
      return problem(409, error.broken === null ? NOT_CONNECTED : brokenConnection(error.broken));
    case 'SetUpUnderWay':
      return problem(409, 'Another process is setting up the webhook of this app. Try again in a minute.');
    case 'NoWebhook':
      return problem(409, NO_WEBHOOK);
    default:
      return error satisfies never;
  }
};

export const NO_AUTHORIZER =
  'This server does not know its Dialpad application. Set CLIENT_ID, CLIENT_SECRET and REDIRECT_URI.';
const NOT_CONNECTED =
  'The app is not connected to Dialpad. Connect it with POST /internal/apps/{app_id}/dialpad/connect.';
const NO_WEBHOOK = 'The app has no webhook at Dialpad. Make it with POST /internal/apps/{app_id}/dialpad/webhook.';
const brokenConnection = (reason: string): string =>
  `The connection to Dialpad is broken: ${reason}. Connect the app again.`;

const dialpadProblem = (error: ErrorOf<'PhoneSystemUnavailable' | 'AccessRefused' | 'RequestRefused'>): Problem => {
  switch (error._tag) {
    case 'PhoneSystemUnavailable':
      return problem(503, 'Dialpad is out of reach or too busy. Try again.', {
        headers: { 'retry-after': String(Math.ceil((error.retryAfterMs ?? 10_000) / 1000)) },
        cause: error.detail,
      });
    case 'AccessRefused':
      return problem(502, ACCESS_REFUSED[error.reason], { cause: error.detail });
    case 'RequestRefused':
      return problem(502, `Dialpad refused the request: ${error.detail}`, { cause: error.detail });
    default:
      return error satisfies never;
  }
};

const ACCESS_REFUSED = {
  'invalid-token': 'Dialpad does not accept this access (401). Correct DIALPAD_API_KEY, or connect the app again.',
  'not-permitted':
    'Dialpad does not let this connection do that (403). Connect the app as a company administrator, with the scopes that DIALPAD_SCOPES names.',
};

const actingProblem = (
  error: ErrorOf<'NoSuchPerson' | 'NotDialable' | 'TooOften' | 'OutcomeUnknown' | 'NoSuchCall' | 'CallOver'>,
): Problem => {
  switch (error._tag) {
    case 'NoSuchPerson':
      return problem(404, NO_SUCH_PERSON[error.reason]);
    case 'NotDialable':
      return invalid([{ path: error.field, message: 'must be a number that can be dialled, with its area code' }]);
    case 'TooOften': {
      const seconds = Math.ceil(error.retryAfterMs / 1000);
      const sentence = error.what === 'dial' ? DIALLED_TOO_OFTEN : 'Dialpad was asked for that too often.';
      return problem(429, `${sentence} Try again in ${seconds} s.`, { headers: { 'retry-after': String(seconds) } });
    }
    case 'OutcomeUnknown':
      return problem(502, 'Dialpad did not say whether it has done that. Look at the call before you ask again.', {
        cause: error.detail,
      });
    case 'NoSuchCall':
      return notFound('call');
    case 'CallOver':
      return problem(
        409,
        error.reason === 'over' ? 'The call is over.' : 'Dialpad knows no such call, or it is over there.',
      );
    default:
      return error satisfies never;
  }
};

const DIALLED_TOO_OFTEN = 'Dialpad dials five times a minute for one person.';
const NO_SUCH_PERSON = {
  'not-mapped':
    'No Dialpad user is mapped to this CRM user. Map one with POST /internal/apps/{app_id}/users/map, or send dialpad_user_id.',
  'not-in-phone-system': 'Dialpad has no such user.',
};

const storageProblem = ({ _tag, detail: cause }: StorageError): Problem =>
  _tag === 'StorageUnavailable'
    ? problem(503, 'The request was not carried out: storage is out of reach or too busy. Try again.', {
        headers: RETRY_AFTER,
        cause,
      })
    : problem(500, 'The server failed on this request. Report it with its x-request-id.', { cause });

const webhookProblem = (error: ErrorOf<'Forged' | 'NotYetValid' | 'NotChecked' | 'NotJson' | 'Busy'>): Problem => {
  switch (error._tag) {
    case 'Forged':
      return problem(401, FORGED[error.cause], { cause: error.reason });
    case 'NotYetValid':
      return problem(503, 'The token is not valid yet. Compare the clocks of sender and server, and send it again.', {
        headers: { 'retry-after': String(error.retryAfterSeconds) },
        cause: error.reason,
      });
    case 'NotJson':
      return problem(400, 'The body is malformed JSON.');
    case 'NotChecked':
      return problem(503, 'Too many forged webhooks come from your address. Try again in a minute.', {
        headers: { 'retry-after': '60' },
      });
    case 'Busy': {
      const { resetSeconds } = error.allowance;
      return problem(503, `More webhooks than this app may send. Try again in ${resetSeconds} s.`, {
        headers: { ...limitHeaders(error.allowance), 'retry-after': String(resetSeconds) },
      });
    }
    default:
      return error satisfies never;
  }
};

/** What the sender of a delivery that is not accepted can do. */
const FORGED: Readonly<Record<ForgedCause, string>> = {
  'no-secret': 'This webhook has no secret on the side of the server. Set DIALPAD_WEBHOOK_SECRET.',
  'no-signature': 'The signature is missing. Send the event as a JWT, or its HMAC-SHA256 in x-dialpad-signature.',
  'unreadable-signature': 'The signature is no HMAC-SHA256 in hex or base64.',
  'unreadable-token': 'The token cannot be read. Send a JWT that is signed with HS256.',
  'wrong-algorithm': 'The token is not signed with HS256.',
  'wrong-secret': 'The signature does not match. Check that the webhook secret is the same on both sides.',
  expired: 'The token has expired. Compare the clocks of sender and server.',
};

const retryProblem = (error: RetryRefusal): Problem => {
  switch (error._tag) {
    case 'NoSuchEvent':
      return problem(404, 'There is no such event.');
    case 'StillPending':
      return problem(409, 'The event waits to be processed already.');
    case 'StillUnrouted':
      return problem(
        409,
        'The server still cannot tell which app the event is for. Connect the app, or name it in the webhook URL.',
      );
    default:
      return error satisfies never;
  }
};

const keyProblem = (reason: KeyRefused['reason']): Problem => {
  switch (reason) {
    case 'key-unknown':
      return problem(401, 'The API key is not valid. Send the key of your app in the header x-app-api-key.');
    case 'key-ended':
      return problem(403, 'The API key was revoked or replaced. Use the current key of the app.');
    case 'app-inactive':
      return problem(403, 'The app is inactive. Ask an administrator to switch it on.');
    default:
      return reason satisfies never;
  }
};

/** The failure shape of contract §1. */
export const replyOf = ({ status, message, details, headers }: Problem): Reply => ({
  status,
  body: { success: false, error: STATUS_CODES[status], message, ...(details === undefined ? {} : { details }) },
  ...(headers === undefined ? {} : { headers }),
});
