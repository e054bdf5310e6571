import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { hmac, INTERNAL_SECRET, WEBHOOK_SECRET } from '../e2e/running.js';
import type { Strange } from './strange.js';

/** The server that is tried, and what is known of it. */
export interface Target {
  readonly url: string;
  readonly key: string;
  readonly appId: string;
  readonly operations: readonly Operation[];
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly string[];
}

/** One thing that is sent. It can be sent again, and answers with the status, or null if there is none. */
export interface Attempt {
  readonly what: string;
  readonly send: () => Promise<number | null>;
}

const WITHIN_MS = 20_000;

const fetched = (url: string, init: RequestInit): Promise<number | null> =>
  fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(WITHIN_MS) }).then(
    async (answer) => {
      if (!(answer.headers.get('content-type') ?? '').includes('event-stream')) await answer.text();
      else await answer.body?.cancel();
      return answer.status;
    },
    // What cannot be sent, or is refused by closing the connection.
    () => null,
  );

/** A request to an operation of the API, with a credential that fits it or not, and strange parameters. */
export const restAttempt = (target: Target, strange: Strange): Attempt => {
  const { method, path, parameters } = strange.pick(target.operations);
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    name === 'app_id' && strange.upTo(4) > 0
      ? target.appId
      : encodeURIComponent(strange.text().replace(/\p{Surrogate}/gu, 'x')),
  );
  const query = new URLSearchParams();
  for (let left = strange.upTo(4); left > 0; left -= 1) {
    query.append(strange.pick([...parameters, 'limit', 'cursor', strange.text()]), strange.text());
  }
  const headers: Record<string, string> = {
    ...strange.pick([{ 'x-app-api-key': target.key }, { authorization: `Bearer ${INTERNAL_SECRET}` }, {}]),
    'content-type': strange.pick(['application/json', 'application/json', 'text/plain', '']),
  };
  const body = method === 'GET' || method === 'DELETE' ? null : strange.json();
  return {
    what: `${method} ${filled}?${query} ${(body ?? '').slice(0, 300)}`,
    send: () => fetched(`${target.url}${filled}?${query}`, { method, headers, body }),
  };
};

/** An authentic delivery of a strange event: as a token, or signed in the header. */
export const webhookAttempt = ({ url, appId }: Target, strange: Strange): Attempt => {
  const event = strange.json();
  const path = strange.pick(['/webhooks/dialpad', `/webhooks/dialpad/${appId}`]);
  if (strange.upTo(2) === 0) {
    return {
      what: `POST ${path} signed ${event.slice(0, 300)}`,
      send: () =>
        fetched(`${url}${path}`, { method: 'POST', body: event, headers: { 'x-dialpad-signature': hmac(event) } }),
    };
  }
  const part = (value: string): string => Buffer.from(value).toString('base64url');
  const signed = `${part(strange.pick(['{"alg":"HS256","typ":"JWT"}', '{"alg":"HS256"}', strange.json(1)]))}.${part(event)}`;
  const token = `${signed}.${createHmac('sha256', WEBHOOK_SECRET).update(signed).digest('base64url')}`;
  return {
    what: `POST ${path} token ${event.slice(0, 300)}`,
    send: () => fetched(`${url}${path}`, { method: 'POST', body: token }),
  };
};

/** A socket with a strange query, on which strange frames are sent. */
export const socketAttempt = ({ url, key }: Target, strange: Strange): Attempt => {
  const query = new URLSearchParams({ api_key: strange.pick([key, key, strange.text()]) });
  query.append(strange.pick(['since', 'stream', 'events', 'crm_user', strange.text()]), strange.text());
  const frames = Array.from({ length: strange.upTo(4) }, () => strange.text());
  return {
    what: `socket ?${query} ${frames.length} frames`,
    send: () =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?${query}`, { handshakeTimeout: WITHIN_MS });
        socket.on('open', () => {
          for (const frame of frames) socket.send(frame);
          socket.close();
        });
        socket.on('unexpected-response', (_request, answer) => {
          resolve(answer.statusCode ?? null);
          socket.terminate();
        });
        socket.on('error', () => resolve(null)).on('close', () => resolve(101));
      }),
  };
};

/** Bytes that are hardly a request. */
export const rawAttempt = ({ url }: Target, strange: Strange): Attempt => {
  const { port } = new URL(url);
  const line = `${strange.pick(['GET', 'POST', 'BREW', strange.text()])} ${strange.pick(['/health', '/ws', strange.text()])} HTTP/1.1`;
  const header = (): string =>
    `${strange.pick(['content-length', 'transfer-encoding', 'host', strange.text()])}: ${strange.text()}`;
  const bytes = [line, 'host: x', header(), header(), '', strange.text()].join(strange.pick(['\r\n', '\r\n', '\n']));
  return {
    what: `bytes ${JSON.stringify(bytes.slice(0, 300))}`,
    send: async () => {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      socket.setTimeout(WITHIN_MS, () => socket.destroy());
      socket.end(bytes);
      const answer = await text(socket).catch(() => '');
      return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? Number.NaN) || null;
    },
  };
};
