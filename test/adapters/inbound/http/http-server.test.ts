import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { makeHttpServer } from '../../../../src/adapters/inbound/http/http-server.js';
import { makeRequestBodies } from '../../../../src/adapters/inbound/http/request-bodies.js';
import { type Handler, pageRoute } from '../../../../src/adapters/inbound/http/route.js';
import type { MakeTransport } from '../../../../src/adapters/inbound/transport/transport.js';
import { recordingLogger } from '../../../support/recording-logger.js';
import { eachTransport, serving } from '../../../support/transports.js';

const listening = async (make: MakeTransport, handlers: Readonly<Record<string, Handler>>) => {
  const logger = recordingLogger();
  const labels: string[] = [];
  const bodies = makeRequestBodies({ most: 1_000, mostTogether: 10_000, withinMs: 5_000 });
  const routes = Object.entries(handlers).map(([path, handle]) => pageRoute(path, handle));
  const http = makeHttpServer(routes, [], {
    headers: { corsOrigins: ['*'], production: false },
    bodiesFor: () => bodies,
    maxBody: 1_000,
    trustProxy: 0,
    isStopping: () => false,
    logger,
    observe: (method, route, status) => labels.push(`${method} ${route} ${status}`),
    ids: { next: () => 'request-1' },
    stopwatch: () => performance.now(),
  });
  return { ...(await serving(make, http.handlers)), logger, labels };
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

eachTransport('the HTTP server', (make, name) => {
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
      at = await listening(make, { '/bad': answering(body), '/good': answering({ ok: true }) });
      const bad = await fetch(`${at.url}/bad`);
      expect(bad.status).to.equal(500);
      expect(await bad.json()).to.include({ success: false, error: 'Internal Server Error' });
      expect((await fetch(`${at.url}/good`)).status).to.equal(200);
      expect(at.logger.lines.map(({ message }) => message)).to.include('A request ran into a bug');
    });
  }

  it('tells no more methods apart in its metrics than there are', async () => {
    at = await listening(make, { '/good': answering({ ok: true }) });
    // Node refuses methods that it does not know.
    const methods = name === 'node' ? ['PROPFIND', 'BIND', 'M-SEARCH'] : ['BREW', 'x'.repeat(1_000), 'PROPFIND'];
    for (const method of methods) expect((await fetch(`${at.url}/good`, { method })).status).to.equal(405);
    expect(at.labels).to.deep.equal(['other none 405', 'other none 405', 'other none 405']);
  });
});
