import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import { TOKENS } from '../../src/adapters/container/tokens.js';
import { webhookSender } from '../../src/adapters/outbound/webhooks/webhook-sender.js';
import { firsts, type Manner, type Received, type Receiver, startReceiver, verified } from '../support/receiver.js';
import { type Running, run } from './running.js';

/** Milliseconds that a receiver has in these tests. */
const TIMEOUT_MS = 400;

const impatient = (allowPrivate = true) =>
  new ContainerModule(({ rebind }) => {
    rebind(TOKENS.webhookSender).toDynamicValue(() =>
      webhookSender({ allowPrivate, allowHttp: true, timeoutMs: TIMEOUT_MS }),
    );
  });

const ring = (n: number, event_type = 'call.ring') => ({
  event_type,
  call: { id: n, direction: 'inbound', from: '+14155550123' },
});

describe('endpoints in trouble', function () {
  this.timeout(60_000);
  let at: Running;
  let receiver: Receiver;
  let app: { readonly id: string; readonly key: string };
  let all: string;

  beforeEach(async () => {
    at = await run({}, impatient());
    receiver = await startReceiver();
    app = await at.newApp('Clinic');
    all = `/internal/apps/${app.id}/endpoints`;
  });
  afterEach(async () => {
    await at.stop();
    await receiver.stop();
  });

  const newEndpoint = async (body: object = {}) => {
    const { status, body: answer } = await at.admin('POST', all, { url: `${receiver.url}/hook`, ...body });
    expect(status).to.equal(201);
    return { id: String(answer.data.id), secret: String(answer.secret), path: `${all}/${answer.data.id}` };
  };

  const ringAll = async (from: number, to: number): Promise<void> => {
    await at.deliver(Array.from({ length: to - from + 1 }, (_, n) => ring(from + n)));
  };

  /** Waits for a condition; where the endpoint pauses after a failure, it is switched on again, which has it tried at once. */
  const hurried = async (path: string, holds: () => boolean): Promise<void> => {
    const patience = performance.now() + 45_000;
    while (!holds()) {
      if (performance.now() > patience) throw new Error(`not so after ${receiver.received.length} requests`);
      const { data } = (await at.admin('GET', path)).body;
      if (data.attempts_at_event > 0) await at.admin('PATCH', path, { enabled: true });
    }
  };

  it('are told what comes after they are made, of the types that they name', async () => {
    await at.deliver(ring(1));
    await newEndpoint({ events: ['call.ended'] });
    await at.deliver(ring(1, 'call.ended'));
    await at.deliver(ring(2));
    await at.deliver(ring(2, 'call.ended'));
    await receiver.until(({ length }) => length === 2);
    expect(receiver.received.map(({ body }) => JSON.parse(body).event)).to.deep.equal(['call.ended', 'call.ended']);
  });

  it('of other apps are told nothing', async () => {
    await newEndpoint();
    const other = await at.newApp('Other');
    const { body } = await at.admin('POST', `/internal/apps/${other.id}/endpoints`, { url: `${receiver.url}/other` });
    for (const [method, path] of [
      ['GET', `${all}/${body.data.id}`],
      ['DELETE', `${all}/${body.data.id}`],
      ['POST', `${all}/${body.data.id}/test`],
    ] as const) {
      expect((await at.admin(method, path)).status, `${method} ${path}`).to.equal(404);
    }
    await at.deliver(ring(1), `/webhooks/dialpad/${app.id}`);
    await receiver.until(({ length }) => length > 0);
    expect(receiver.received.map(({ path }) => path)).to.deep.equal(['/hook']);
  });

  it('get every event at least once and in order from a receiver that fails, hangs, redirects and lies', async () => {
    const bad: readonly Manner[] = [
      ...(['fail', 'busy', 'redirect', 'hang', 'reset', 'cut', 'short'] as const),
      ...(['long', 'flood', 'drip', 'slow-head', 'upgrade', 'garbage'] as const),
    ];
    receiver.be(({ seq, n, path }) => {
      if (path !== '/hook') throw new Error('a redirect was followed');
      // Each event meets another misbehaviour when it comes first, and is taken when it comes again.
      const isFirst = receiver.received.findIndex((one) => one.seq === seq) === n;
      return isFirst ? (bad[seq % bad.length] ?? 'ok') : 'ok';
    });
    const { secret, path } = await newEndpoint();
    const last = 2 * bad.length;
    await ringAll(1, last);
    await hurried(path, () => firsts(receiver.received).length === last);
    expect(firsts(receiver.received)).to.deep.equal(Array.from({ length: last }, (_, n) => n + 1));
    for (const one of receiver.received) verified(secret, one);
    // Whatever was not answered with 2xx came again before the one after it.
    for (const refused of ['fail', 'busy', 'redirect', 'hang', 'reset', 'slow-head', 'upgrade', 'garbage'] as const) {
      for (const seq of [bad.indexOf(refused), bad.indexOf(refused) + bad.length].filter((n) => n > 0)) {
        const places = receiver.received.flatMap((one, n) => (one.seq === seq ? [n] : []));
        const later = receiver.received.findIndex((one) => one.seq > seq);
        expect(places.length, `${refused} ${seq}`).to.be.at.least(2);
        if (later >= 0) expect(places.at(-1), `${refused} ${seq}`).to.be.below(later);
      }
    }
    expect(receiver.busy().most).to.equal(1);
  });

  it('say what went wrong with each attempt', async () => {
    const told: Partial<Record<Manner, RegExp>> = {
      fail: /^It answered 500: \{"error":"it broke"\}$/,
      redirect: /^It redirected \(307\), which is not followed/,
      hang: /^It did not answer in time/,
      reset: /^It cannot be reached \(ECONNRESET\)/,
      garbage: /^It cannot be reached \(HPE_/,
    };
    const { path } = await newEndpoint();
    for (const [manner, sentence] of Object.entries(told)) {
      receiver.be(() => manner as Manner);
      const { data } = (await at.admin('POST', `${path}/test`)).body;
      expect(data.delivered, manner).to.equal(false);
      expect(data.problem, manner).to.match(sentence);
    }
    const { data } = (await at.admin('GET', `${path}/attempts`)).body;
    expect(data).to.have.length(5);
    expect(data[0]).to.include({ seq: 0, status: null }).and.to.have.keys(ATTEMPT_FIELDS);
    expect(data[4].status).to.equal(500);
  });
  const ATTEMPT_FIELDS = ['seq', 'at', 'status', 'milliseconds', 'problem'];

  it('are sent the next event as they are since the last change, and nothing once they are deleted', async () => {
    const { path, secret } = await newEndpoint();
    await ringAll(1, 400);
    await receiver.until(({ length }) => length >= 20);
    const rotated = (await at.admin('POST', `${path}/rotate-secret`, { grace_seconds: 0 })).body.secret;
    // One request may be under way.
    const sure = receiver.received.length + 1;
    await receiver.until((received) => firsts(received).length >= 200);
    for (const one of receiver.received) verified(isOld(one, secret) && one.n <= sure ? secret : rotated, one);
    expect((await at.admin('DELETE', path)).status).to.equal(200);
    const last = receiver.received.length + 1;
    await ringAll(401, 402);
    await newEndpoint({ url: `${receiver.url}/other` });
    await ringAll(403, 403);
    await receiver.until((received) => received.some((one) => one.path === '/other'));
    expect(receiver.received.filter(({ path: to }) => to === '/hook').length).to.be.at.most(last);
  });
  const isOld = (one: Received, secret: string): boolean => {
    try {
      verified(secret, one);
      return true;
    } catch {
      return false;
    }
  };

  it('never show a secret again, and store none in clear', async () => {
    const { path, secret } = await newEndpoint();
    for (const shown of [path, all, `${path}/attempts`]) {
      const { body } = await at.admin('GET', shown);
      expect(JSON.stringify(body)).not.to.include(secret.slice('whsec_'.length)).and.not.to.include('sealed');
    }
    const { body } = await at.admin('GET', `/internal/audit?app_id=${app.id}`);
    expect(JSON.stringify(body)).not.to.include(secret);
    expect(body.data.map(({ action }: { action: string }) => action)).to.include('endpoint.created');
  });
});

describe('an endpoint that hangs', () => {
  it('holds up no other', async () => {
    // It has 15 seconds to answer.
    const at = await run({ ENDPOINTS_ALLOW_PRIVATE: 'true' });
    const receiver = await startReceiver(({ path }) => (path === '/hang' ? 'hang' : 'ok'));
    try {
      const all = `/internal/apps/${(await at.newApp('Clinic')).id}/endpoints`;
      for (const path of ['/hang', '/hook']) await at.admin('POST', all, { url: `${receiver.url}${path}` });
      const reaches = (path: string, n: number) =>
        receiver.until((received) => received.some((one) => one.path === path && one.seq === n));
      await at.deliver(ring(1));
      await reaches('/hang', 1);
      for (let n = 2; n <= 6; n += 1) {
        await at.deliver(ring(n));
        await reaches('/hook', n);
      }
      // Its first request is under way still.
      expect(receiver.received.filter(({ path }) => path === '/hang')).to.have.length(1);
      expect(receiver.busy().now).to.be.at.least(1);
    } finally {
      await at.stop();
      await receiver.stop();
    }
  });
});

describe('addresses that are not public', () => {
  let at: Running;
  let receiver: Receiver;
  let all: string;
  before(async () => {
    at = await run({}, impatient(false));
    receiver = await startReceiver();
    all = `/internal/apps/${(await at.newApp('Clinic')).id}/endpoints`;
  });
  after(async () => {
    await at.stop();
    await receiver.stop();
  });

  it('are refused as they are written', async () => {
    for (const host of [
      ...['127.0.0.1', '127.1', '2130706433', '0x7f.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '0.0.0.0'],
      ...['169.254.169.254', '100.64.0.1', '[::1]', '[::]', '[fe80::1]', '[fd00::1]', '[::ffff:127.0.0.1]'],
      ...['[::ffff:a9fe:a9fe]', '[64:ff9b::7f00:1]', 'localhost', 'LOCALHOST.', 'x.localhost', 'printer.local'],
      ...['metadata.google.internal', '224.0.0.1', '255.255.255.255', '[2002:7f00:1::]', '[::127.0.0.1]', '[4000::1]'],
      ...['168.63.129.16', '0177.0.0.1', '０x7f.1', '127.0.0.1.', '[::ffff:168.63.129.16]'],
    ]) {
      const { status, body } = await at.admin('POST', all, { url: `http://${host}/hook` });
      expect(status, host).to.equal(400);
      expect(body.details[0].path, host).to.equal('url');
    }
  });
});
