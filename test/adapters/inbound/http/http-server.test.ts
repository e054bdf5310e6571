import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { makeHttpServer } from '../../../../src/adapters/inbound/http/http-server.js';
import { makeRequestBodies } from '../../../../src/adapters/inbound/http/request-bodies.js';
import { type Handler, pageRoute } from '../../../../src/adapters/inbound/http/route.js';
import type { MakeTransport, TransportHandlers } from '../../../../src/adapters/inbound/transport/transport.js';
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
  /** The paths whose answer was sent before the turn ended in which they came. */
  const atOnce: string[] = [];
  const request: TransportHandlers['request'] = (sent, response) => {
    const path = sent.path();
    const answered = labels.length;
    http.handlers.request(sent, response);
    if (labels.length > answered) atOnce.push(path);
  };
  return { ...(await serving(make, { ...http.handlers, request })), logger, labels, atOnce };
};

const answering =
  (body: unknown): Handler =>
  () =>
    E.right({ status: 200, body });

/** So deep that JSON.stringify overflows the stack before Node 26. */
const DEEP = ((): unknown => {
  let value: unknown = [];
  for (let level = 0; level < 100_000; level += 1) value = [value];
  return value;
})();

const canBeWritten = (value: unknown): boolean => {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
};

const circle: { itself?: unknown } = {};
circle.itself = circle;

eachTransport('the HTTP server', (make, name) => {
  let at: Awaited<ReturnType<typeof listening>>;
  afterEach(() => at.stop());

  for (const [what, body] of [
    ['holds itself', circle],
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

  it('goes on after an answer that is nested too deep for the Node that runs it', async () => {
    at = await listening(make, { '/deep': answering(DEEP), '/good': answering({ ok: true }) });
    const answer = await fetch(`${at.url}/deep`);
    expect(answer.status).to.equal(canBeWritten(DEEP) ? 200 : 500);
    await answer.text();
    expect((await fetch(`${at.url}/good`)).status).to.equal(200);
  });

  it('tells no more methods apart in its metrics than there are', async () => {
    at = await listening(make, { '/good': answering({ ok: true }) });
    // Node refuses methods that it does not know.
    const methods = name === 'node' ? ['PROPFIND', 'BIND', 'M-SEARCH'] : ['BREW', 'x'.repeat(1_000), 'PROPFIND'];
    for (const method of methods) expect((await fetch(`${at.url}/good`, { method })).status).to.equal(405);
    expect(at.labels).to.deep.equal(['other none 405', 'other none 405', 'other none 405']);
  });

  it('sends what is known in the turn in which it is asked for', async () => {
    const later: Handler = () => async () => E.right({ status: 200, body: { ok: true } });
    at = await listening(make, { '/known': answering({ ok: true }), '/later': later });
    for (const path of ['/known', '/later']) expect((await fetch(`${at.url}${path}`)).status).to.equal(200);
    expect(at.atOnce).to.deep.equal(['/known']);
  });
});
