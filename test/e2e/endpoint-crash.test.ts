import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type EmptyStorage, emptyStorage, onPostgres } from '../support/engines.js';
import { firsts, type Receiver, startReceiver, verified } from '../support/receiver.js';
import { hmac, INTERNAL_SECRET, WEBHOOK_SECRET } from './running.js';
import { killAll, type ServerProcess, startProcess } from './server-process.js';

const EVENTS = 500;
const BATCH = 50;
/** Another process sends once the lease of the one that was killed has ended, which takes 20 s. */
const PATIENCE_MS = 60_000;

describe('an endpoint, when the server is killed', function () {
  this.timeout(180_000);
  let folder: string;
  let storage: EmptyStorage;
  let receiver: Receiver;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-endpoint-'));
    storage = await emptyStorage();
    receiver = await startReceiver();
  });
  afterEach(async () => {
    killAll();
    await receiver.stop();
    await storage.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (): Promise<ServerProcess> =>
    startProcess(
      {
        ...storage.env,
        ...{ INTERNAL_API_SECRET: INTERNAL_SECRET, DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET },
        ...{ RATE_LIMIT_WEBHOOKS: '0', RATE_LIMIT_API: '0', RATE_LIMIT_INTERNAL: '0' },
      },
      folder,
    );

  const post = async ({ url }: ServerProcess, path: string, body: object) => {
    const headers = { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return JSON.parse(await answer.text());
  };

  /** An app with an endpoint; answers with the secret that signs. */
  const newEndpoint = async (server: ServerProcess): Promise<string> => {
    const { app_id } = await post(server, '/internal/apps', { name: 'Clinic' });
    const { secret } = await post(server, `/internal/apps/${app_id}/endpoints`, { url: `${receiver.url}/hook` });
    return secret;
  };

  /** Lets calls ring, as many in each delivery; answers with the deliveries that the server did not live to accept. */
  const deliver = async ({ url }: ServerProcess, deliveries: readonly string[]): Promise<readonly string[]> => {
    const lost: string[] = [];
    for (const body of deliveries) {
      const headers = { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body) };
      const answer = await fetch(`${url}/webhooks/dialpad`, { method: 'POST', headers, body }).catch(() => null);
      if (answer === null) lost.push(body);
      else expect(answer.status).to.equal(200);
    }
    return lost;
  };
  const rings = Array.from({ length: EVENTS / BATCH }, (_, batch) =>
    JSON.stringify(
      Array.from({ length: BATCH }, (_one, n) => ({
        event_type: 'call.ring',
        call: { id: batch * BATCH + n + 1, direction: 'inbound', from: '+14155550123' },
      })),
    ),
  );

  const expectAll = async (secret: string): Promise<void> => {
    await receiver.until((received) => firsts(received).length === EVENTS, PATIENCE_MS);
    expect(firsts(receiver.received)).to.deep.equal(Array.from({ length: EVENTS }, (_, n) => n + 1));
    for (const one of receiver.received) verified(secret, one);
    const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
    expect(ids.size).to.equal(EVENTS);
  };

  it('gets every event all the same, in order, as soon as another process takes over', async () => {
    const server = await start();
    const secret = await newEndpoint(server);
    receiver.be(({ n }) => {
      if (n !== EVENTS / 2) return 'ok';
      // In the middle of a request: whether it arrived is not known.
      server.child.kill('SIGKILL');
      return 'hang';
    });
    const lost = await deliver(server, rings);
    await receiver.until(({ length }) => length > EVENTS / 2);
    await server.end('SIGKILL');
    const second = await start();
    // As Dialpad does.
    expect(await deliver(second, lost)).to.deep.equal([]);
    await expectAll(secret);
    await second.end('SIGTERM');
  });

  onPostgres('gets every event all the same, in order, from the processes that are left', async () => {
    const servers = [await start(), await start()] as [ServerProcess, ServerProcess];
    const secret = await newEndpoint(servers[0]);
    receiver.be(({ n }) => {
      const victim = n === EVENTS / 5 ? servers[1] : n === EVENTS / 2 ? servers[0] : null;
      if (victim === null) return 'ok';
      victim.child.kill('SIGKILL');
      return 'hang';
    });
    const lost = await deliver(servers[0], rings);
    await receiver.until(({ length }) => length > EVENTS / 5, PATIENCE_MS);
    const third = await start();
    expect(await deliver(third, lost)).to.deep.equal([]);
    await expectAll(secret);
    await third.end('SIGTERM');
  });
});
