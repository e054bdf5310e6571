import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { WebSocket } from 'ws';
import type { FanOut } from '../../../../../src/adapters/inbound/stream/fan-out.js';
import { makeHistory } from '../../../../../src/adapters/inbound/stream/history.js';
import { makeOutflow } from '../../../../../src/adapters/inbound/stream/outflow.js';
import type { Subscriber } from '../../../../../src/adapters/inbound/stream/subscriber.js';
import { websocketEndpoint } from '../../../../../src/adapters/inbound/stream/websocket/websocket-endpoint.js';
import type { MakeTransport } from '../../../../../src/adapters/inbound/transport/transport.js';
import { makeTurns } from '../../../../../src/adapters/inbound/turns.js';
import type { EventLog } from '../../../../../src/application/ports/event-log.js';
import type { KeyId } from '../../../../../src/domain/ids.js';
import { APP, NOON, nthId } from '../../../../../src/testing/storage/samples.js';
import { recordingLogger } from '../../../../support/recording-logger.js';
import { eachTransport, serving } from '../../../../support/transports.js';

const GONE = { code: 1001, reason: 'that is all' } as const;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A server with nothing but `/ws`, which admits everybody, in the same turn or later, and calls `onSubscribe` for each client. */
const serve = async (make: MakeTransport, onSubscribe: (subscriber: Subscriber) => void, atOnce = false) => {
  const access = { appId: APP, keyId: nthId<KeyId>(1), validUntil: null };
  const position = { stream: 'log', seq: 0 };
  const fanOut: FanOut = {
    subscribe: onSubscribe,
    unsubscribe: () => undefined,
    size: () => 0,
    newest: () => 0,
    hasRoomFor: () => true,
    close: () => undefined,
  };
  const events: Pick<EventLog, 'read' | 'position'> = {
    // Like storage, it answers in a later turn of the event loop than the request's.
    position: () => () => turn().then(() => E.right(position)),
    read: () => async () => E.right([]),
  };
  const outflow = makeOutflow({ stopwatch: () => 0 });
  const endpoint = websocketEndpoint({
    gate: {
      key: () => async () => E.right(access),
      ticket: () => async () => E.right(access),
      knownAccess: () => (atOnce ? access : null),
    },
    trustProxy: 0,
    isStopping: () => false,
    headersFor: () => ({}),
    history: makeHistory(events, makeTurns()),
    outflow,
    fanOut,
    clock: { now: () => NOON },
    ids: { next: () => 'request-1' },
    logger: recordingLogger(),
    noteSent: () => undefined,
  });
  const at = await serving(make, {
    request: (request, response) => void endpoint.serve(request, response, {}),
    upgrade: (request, response) => endpoint.upgrade?.(request, response),
  });
  return {
    port: at.port,
    stop: () => {
      outflow.close();
      at.stop();
    },
  };
};

/** Allocates memory of every size that the server may have just freed, and writes to it. */
const takeMemory = (): readonly Buffer[] =>
  Array.from({ length: 60 }, (_, n) => Buffer.allocUnsafeSlow(8 * (n + 1)).fill(0x10));

eachTransport('/ws', (make) => {
  let at: Awaited<ReturnType<typeof serve>>;
  afterEach(() => at.stop());

  for (const [when, atOnce] of [
    ['later than', false],
    ['in the turn in which', true],
  ] as const) {
    it(`keeps a client that is admitted ${when} it asks, whatever memory is allocated as it connects`, async () => {
      const taken: (readonly Buffer[])[] = [];
      const onSubscribe = (subscriber: Subscriber): void => {
        taken.push(takeMemory());
        setTimeout(() => subscriber.end(GONE), 10);
      };
      at = await serve(make, onSubscribe, atOnce);
      for (let n = 1; n <= 20; n += 1) {
        const client = new WebSocket(`ws://127.0.0.1:${at.port}/ws?api_key=app_1`);
        const closed = await new Promise((resolve, reject) => client.on('close', resolve).on('error', reject));
        expect(closed).to.equal(GONE.code);
      }
      expect(taken).to.have.length(20);
    });
  }

  it('says which header is missing if a proxy does not pass the upgrade on', async () => {
    at = await serve(make, () => undefined);
    const headers = {
      connection: 'close',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
    };
    const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      request({ port: at.port, host: '127.0.0.1', path: '/ws?api_key=app_1', headers }, async (response) =>
        resolve({ status: response.statusCode, body: await text(response) }),
      )
        .on('error', reject)
        .end();
    });
    expect(answer.status).to.equal(426);
    expect(answer.body).to.include('Connection: Upgrade');
  });
});
