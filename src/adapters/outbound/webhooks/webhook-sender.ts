import { randomBytes } from 'node:crypto';
import { lookup as lookUpAll } from 'node:dns';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { SignedNotice, WebhookSender } from '../../../application/ports/webhook-sender.js';
import type { Outcome } from '../../../domain/endpoint/attempts.js';
import { isPublicAddress, type LookUpAll, literalAddress, PrivateAddress, publicLookup } from './public-address.js';

/** Where a sender may send to, and how. */
export interface WebhookSenderOptions {
  /** Whether to send to private networks and to this machine. */
  readonly allowPrivate: boolean;
  /** Whether to send without TLS. */
  readonly allowHttp: boolean;
  /** Milliseconds within which the answer must be there. */
  readonly timeoutMs?: number;
  /** Finds the addresses of names; as the system does, unless given. */
  readonly lookUp?: LookUpAll;
}

const TIMEOUT_MS = 15_000;
/** Of an answer, to show what a receiver says. */
const MAX_ANSWER_BYTES = 1_024;
/** How long the rest of a good answer is waited for, so that its connection can be used again. */
const REST_MS = 1_000;
const SECRET_BYTES = 32;
/** Connections to one receiver are not bounded here: the apps whose endpoints it has must not wait for each other. */
const MAX_KEPT = 4;
const KEPT = { keepAlive: true, maxFreeSockets: MAX_KEPT } as const;

/** Sends signed webhooks over HTTP (https://www.standardwebhooks.com). */
export const webhookSender = (options: WebhookSenderOptions): WebhookSender & { readonly close: () => void } => {
  const lookup = options.allowPrivate ? {} : { lookup: publicLookup(options.lookUp ?? lookUpAll) };
  const agents = {
    'http:': new HttpAgent({ ...KEPT, ...lookup }),
    'https:': new HttpsAgent({ ...KEPT, ...lookup }),
  };
  return {
    refusalOf: (url) => refusalOf(options, url),
    newSecret: () => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`,
    send: (notice, signal) => () => send(options, agents, notice, signal),
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
};

const refusalOf = ({ allowPrivate, allowHttp }: WebhookSenderOptions, address: string): string | null => {
  if (!URL.canParse(address)) return 'it is no address';
  const { protocol, hostname, username, password } = new URL(address);
  if (protocol !== 'https:' && !(protocol === 'http:' && allowHttp)) return 'it must begin with https://';
  if (username !== '' || password !== '') return 'it must hold no user name and no password';
  const literal = literalAddress(hostname);
  const isLocal = literal === null ? /(^|\.)(localhost|local|internal)\.?$/i.test(hostname) : !isPublicAddress(literal);
  return isLocal && !allowPrivate ? 'it is an address of a private network or of this machine' : null;
};

type Agents = { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent };

const send = async (
  options: WebhookSenderOptions,
  agents: Agents,
  notice: SignedNotice,
  signal: AbortSignal | undefined,
): Promise<Outcome> => {
  const begun = performance.now();
  const failed = (problem: string, status: number | null = null, retryAfterMs: number | null = null): Outcome => ({
    ...{ _tag: 'Failed', status, problem, retryAfterMs },
    milliseconds: Math.round(performance.now() - begun),
  });
  // What was allowed when the endpoint was made may be forbidden since.
  const refusal = refusalOf(options, notice.url);
  if (refusal !== null) return failed(`The address is refused: ${refusal}.`);
  if (notice.secrets.length === 0) return failed('No secret of the endpoint can be read: rotate it.');
  if (signal?.aborted === true) return failed('The server stops.');

  const limit = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const came = await answerTo(agents, notice, signal === undefined ? limit : AbortSignal.any([limit, signal]));
  if (came instanceof Error) return failed(limit.aborted ? 'It did not answer in time.' : problemOf(came));
  const status = came.statusCode ?? 0;
  const isGood = status >= 200 && status < 300;
  const text = await textOf(came, isGood ? REST_MS : null);
  if (isGood) return { _tag: 'Delivered', status, milliseconds: Math.round(performance.now() - begun) };
  return failed(refusedBy(status, text), status, retryAfterOf(came));
};

/** The answer, or why there is none. */
const answerTo = async (
  agents: Agents,
  notice: SignedNotice,
  signal: AbortSignal,
): Promise<IncomingMessage | Error> => {
  for (let tries = 1; ; tries += 1) {
    const { came, isStale } = await oneAnswer(agents, notice, signal);
    if (!isStale || tries > MAX_KEPT) return came;
  }
};

interface Came {
  readonly came: IncomingMessage | Error;
  /** The connection was one that the receiver was just closing, as it does when nothing came for long. */
  readonly isStale: boolean;
}

const oneAnswer = (agents: Agents, notice: SignedNotice, signal: AbortSignal): Promise<Came> =>
  new Promise((resolve) => {
    const asked = ask(agents, notice, signal);
    const failed = (error: Error): void =>
      resolve({ came: error, isStale: asked.reusedSocket && !signal.aborted && isClosed(error) });
    asked.on('response', (answer) => {
      // What goes wrong after the status is of no consequence.
      answer.on('error', () => undefined);
      resolve({ came: answer, isStale: false });
    });
    asked.on('error', failed);
    // An answer that takes the connection over for another protocol, which nobody asked for, ends without a response and without an error.
    asked.on('close', () => failed(new NoAnswer('It ended the connection without an answer.')));
    asked.end(notice.body);
  });

/** What an attempt ends with whose connection was closed before there was an answer. */
class NoAnswer extends Error {}

const isClosed = (error: Error): boolean => 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');

const ask = (agents: Agents, notice: SignedNotice, signal: AbortSignal): ClientRequest => {
  const url = new URL(notice.url);
  const isSecure = url.protocol === 'https:';
  return (isSecure ? httpsRequest : httpRequest)(url, {
    method: 'POST',
    agent: isSecure ? agents['https:'] : agents['http:'],
    signal,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(notice.body),
      'user-agent': 'cti-server',
      'webhook-id': notice.id,
      'webhook-timestamp': String(Math.floor(notice.at / 1000)),
      // One signature for each secret, so that a receiver may have either while they are changed.
      'webhook-signature': notice.secrets
        .map((secret) => new Webhook(secret).sign(notice.id, new Date(notice.at), notice.body))
        .join(' '),
    },
  });
};

/** The beginning of an answer, as far as it comes in time. The connection of a longer one is given up: it may have no end. */
const textOf = async (answer: IncomingMessage, withinMs: number | null): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const timer = withinMs === null ? undefined : setTimeout(() => answer.destroy(), withinMs);
  try {
    for await (const chunk of answer) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) break;
    }
  } catch {
    // Its status has come; what it says is of no consequence.
  }
  clearTimeout(timer);
  answer.destroy();
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
};

const refusedBy = (status: number, text: string): string => {
  const said = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const what =
    status >= 300 && status < 400 ? `It redirected (${status}), which is not followed` : `It answered ${status}`;
  return said === '' ? `${what}.` : `${what}: ${said.slice(0, 200)}`;
};

/** Seconds, or a date (RFC 9110, 10.2.3). */
const retryAfterOf = ({ headers }: IncomingMessage): number | null => {
  const text = headers['retry-after'];
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
};

/** The network's words name no secret; those of a certificate or of a protocol may be long. */
const problemOf = (error: Error): string => {
  if (error instanceof NoAnswer) return error.message;
  if (error instanceof PrivateAddress) return 'Its name leads to an address of a private network, or of this machine.';
  const code = 'code' in error ? String(error.code) : error.message.slice(0, 100);
  return `It cannot be reached (${code}).`;
};
