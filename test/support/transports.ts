import * as E from 'fp-ts/lib/Either.js';
import { makeNodeTransport } from '../../src/adapters/inbound/transport/node/node-transport.js';
import type {
  Answer,
  MakeTransport,
  TransportHandlers,
  TransportLimits,
  TransportName,
} from '../../src/adapters/inbound/transport/transport.js';
import { loadUws } from '../../src/adapters/inbound/transport/uws/load-uws.js';
import { makeUwsTransport } from '../../src/adapters/inbound/transport/uws/uws-transport.js';
import { BUDGETS } from '../../src/application/budgets.js';

const uws = await loadUws();

/** The transports that this Node and this system have. */
export const TRANSPORTS: readonly (readonly [TransportName, MakeTransport])[] = [
  ...(E.isRight(uws) ? [['uws', makeUwsTransport(uws.right)] as const] : []),
  ['node', makeNodeTransport],
];

/** Describes what holds on every transport. */
export const eachTransport = (what: string, describeOn: (make: MakeTransport, name: TransportName) => void): void => {
  for (const [name, make] of TRANSPORTS) describe(`${what}, on the transport ${name}`, () => describeOn(make, name));
};

export const TEST_LIMITS: TransportLimits = {
  headBytes: BUDGETS.headBytes,
  messageBytes: BUDGETS.messageBytes,
  idleSeconds: 60,
};

export interface Serving {
  readonly port: number;
  readonly url: string;
  readonly stop: () => void;
}

/** A transport that listens on a free port of this machine. What is not given is answered with 404. */
export const serving = async (
  make: MakeTransport,
  handlers: Partial<TransportHandlers>,
  limits: Partial<TransportLimits> = {},
): Promise<Serving> => {
  const transport = make({ ...TEST_LIMITS, ...limits });
  transport.serve({ ...NOTHING, ...handlers });
  if (!(await transport.listen('127.0.0.1', 0))) throw new Error('no port is free');
  const port = transport.port();
  const stop = (): void => {
    transport.stopListening();
    transport.close();
  };
  return { port, url: `http://127.0.0.1:${port}`, stop };
};

const answerOf = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
});

const notFound: TransportHandlers['request'] = (_, response) =>
  response.send(answerOf(404, 'not found'), { hangUp: false, withoutBody: false });

/** Answers everything with 404. */
export const NOTHING: TransportHandlers = {
  request: notFound,
  upgrade: notFound,
  unreadable: (why) => answerOf(400, why),
};
