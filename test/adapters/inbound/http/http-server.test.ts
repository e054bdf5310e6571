import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { mountRoutes } from '../../../../src/adapters/inbound/http/http-server.js';
import { makeRequestBodies } from '../../../../src/adapters/inbound/http/request-bodies.js';
import { type Handler, pageRoute } from '../../../../src/adapters/inbound/http/route.js';
import { makeTransport } from '../../../../src/adapters/inbound/http/transport.js';
import { recordingLogger } from '../../../support/recording-logger.js';

const listening = async (handlers: Readonly<Record<string, Handler>>) => {
  const transport = makeTransport();
  const logger = recordingLogger();
  const labels: string[] = [];
  const routes = Object.entries(handlers).map(([path, handle]) => pageRoute(path, handle));
  mountRoutes(transport.app, routes, {
    alsoServed: [],
    headers: { corsOrigins: ['*'], production: false },
    bodies: makeRequestBodies({ most: 1_000, mostTogether: 10_000, withinMs: 5_000 }),
    maxBody: 1_000,
    trustProxy: 0,
    isStopping: transport.isStopping,
    logger,
    observe: (method, route, status) => labels.push(`${method} ${route} ${status}`),
    ids: { next: () => 'request-1' },
    stopwatch: () => performance.now(),
  });
  await transport.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${transport.port()}`;
  const stop = (): void => {
    transport.stopListening();
    transport.close();
  };
  return { url, logger, labels, stop };
};

const answering =
  (body: unknown): Handler =>
  () =>
    TE.right({ status: 200, body });

/** A value that JSON.stringify cannot take: so deep that the stack overflows. */
const deep = (levels: number): unknown => {
  let value: unknown = [];
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

describe('the HTTP server', () => {
  let at: Awaited<ReturnType<typeof listening>>;
  afterEach(() => at.stop());

  for (const [what, body] of [
    ['is nested too deep', deep(100_000)],
    ['holds a bigint', { total: 1n }],
    [
      'has a toJSON that throws',
      {
        toJSON: () => {
          throw new RangeError('Invalid time value');
        },
      },
    ],
  ] as const) {
    it(`answers 500 and goes on when an answer ${what}`, async () => {
      at = await listening({ '/bad': answering(body), '/good': answering({ ok: true }) });
      const bad = await fetch(`${at.url}/bad`);
      expect(bad.status).to.equal(500);
      expect(await bad.json()).to.include({ success: false, error: 'Internal Server Error' });
      expect((await fetch(`${at.url}/good`)).status).to.equal(200);
      expect(at.logger.lines.map(({ message }) => message)).to.include('A request ran into a bug');
    });
  }

  it('tells no more methods apart in its metrics than there are', async () => {
    at = await listening({ '/good': answering({ ok: true }) });
    for (const method of ['BREW', 'x'.repeat(1_000), 'PROPFIND']) {
      expect((await fetch(`${at.url}/good`, { method })).status).to.equal(405);
    }
    expect(at.labels).to.deep.equal(['other none 405', 'other none 405', 'other none 405']);
  });
});
