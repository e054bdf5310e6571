import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Timestamp } from '../../domain/timestamp.js';
import { type Answer, refusal } from './answer.js';
import { type ApiRequest, fieldsIn } from './api-request.js';
import type { Fault } from './faults.js';

export interface HttpFront {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Behind {
  readonly now: () => Timestamp;
  readonly answer: (request: ApiRequest) => Answer;
  /** What a request meets in place of its answer. */
  readonly faultFor: (request: ApiRequest) => Fault | null;
  /** Hears of every request with the status it got; null for none. */
  readonly seen: (request: ApiRequest, status: number | null) => void;
}

/** Serves answers, and what is to go wrong, on this machine only. */
export const serve = async (port: number, behind: Behind): Promise<HttpFront> => {
  const server = createServer((request, response) => {
    respond(request, response, behind).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const respond = async (incoming: IncomingMessage, response: ServerResponse, behind: Behind): Promise<void> => {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const request: ApiRequest = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    authorization: incoming.headers.authorization,
    body: fieldsIn(await text(incoming), incoming.headers['content-type']),
    at: behind.now(),
  };
  const fault = behind.faultFor(request);
  if (fault === 'lost') behind.answer(request);
  if (fault === 'hang' || fault === 'cut' || fault === 'lost') {
    behind.seen(request, null);
    if (fault !== 'hang') response.destroy();
    return;
  }
  const { status, headers, body } = fault === null ? behind.answer(request) : faultyAnswer(fault);
  behind.seen(request, status);
  response.writeHead(status, headers).end(body);
};

const PAGE = '<!DOCTYPE html>\n<html><head><title>Dialpad</title></head><body>We will be back soon.</body></html>\n';

const faultyAnswer = (fault: Exclude<Fault, 'hang' | 'cut' | 'lost'>): Answer => {
  if (fault === 'html') return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: PAGE };
  if (typeof fault === 'number') return refusal(fault, 'Something went wrong, as it was told to.');
  const { status, retryAfterSeconds } = fault;
  return refusal(status, 'Something went wrong, as it was told to.', { 'retry-after': String(retryAfterSeconds) });
};
