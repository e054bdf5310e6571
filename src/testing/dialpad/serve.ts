import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Timestamp } from '../../domain/timestamp.js';
import { type Answer, refusal } from './answer.js';
import { type ApiRequest, fieldsIn } from './api-request.js';
import type { Fault } from './faults.js';

export interface HttpServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Handlers {
  readonly now: () => Timestamp;
  readonly answer: (request: ApiRequest) => Answer;
  /** What a request gets in place of its answer; null for nothing. */
  readonly faultFor: (request: ApiRequest) => Fault | null;
  /** Called for every request, with the status of its answer; null for no answer. */
  readonly answered: (request: ApiRequest, status: number | null) => void;
}

/** Serves answers and faults on 127.0.0.1. */
export const serve = async (port: number, handlers: Handlers): Promise<HttpServer> => {
  const server = createServer((request, response) => {
    respond(request, response, handlers).catch(() => response.destroy());
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

const respond = async (incoming: IncomingMessage, response: ServerResponse, handlers: Handlers): Promise<void> => {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const request: ApiRequest = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    authorization: incoming.headers.authorization,
    body: fieldsIn(await text(incoming), incoming.headers['content-type']),
    at: handlers.now(),
  };
  const fault = handlers.faultFor(request);
  if (fault === 'lost') handlers.answer(request);
  if (fault === 'hang' || fault === 'cut' || fault === 'lost') {
    handlers.answered(request, null);
    if (fault !== 'hang') response.destroy();
    return;
  }
  const { status, headers, body } = fault === null ? handlers.answer(request) : faultyAnswer(fault);
  handlers.answered(request, status);
  response.writeHead(status, headers).end(body);
};

const SIMULATED_FAULT = 'This fault is simulated.';
const HTML_PAGE =
  '<!DOCTYPE html>\n<html><head><title>Dialpad</title></head><body>We will be back soon.</body></html>\n';

const faultyAnswer = (fault: Exclude<Fault, 'hang' | 'cut' | 'lost'>): Answer => {
  if (fault === 'html')
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML_PAGE };
  if (typeof fault === 'number') return refusal(fault, SIMULATED_FAULT);
  const { status, retryAfterSeconds } = fault;
  return refusal(status, SIMULATED_FAULT, { 'retry-after': String(retryAfterSeconds) });
};
