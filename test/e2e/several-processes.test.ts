import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type EmptyStorage, ENGINE, emptyStorage, onPostgres } from '../support/engines.js';
import { hasRedis, type RedisProcess, redisProcess } from '../support/redis.js';
import { type Listener, listen } from './listener.js';
import { hmac, INTERNAL_SECRET, WEBHOOK_SECRET } from './running.js';
import { killAll, type ServerProcess, startProcess } from './server-process.js';

/** A CRM that listens to the first of several servers that accepts it, and reconnects to another one if that one ends. */
const crm = async (key: string, servers: () => readonly ServerProcess[]) => {
  const listeners: Listener[] = [];
  const received = (): readonly number[] => listeners.flatMap(({ messages }) => messages.map(({ seq }) => seq));
  let leaving = false;

  const connect = async (): Promise<void> => {
    for (const { url } of servers()) {
      const listener = await listen(`${url}/ws?api_key=${key}&since=${received().at(-1) ?? 0}`).catch(() => null);
      if (listener === null) continue;
      listeners.push(listener);
      listener.closed.then(() => (leaving ? undefined : connect()));
      return;
    }
    throw new Error('no server lets the CRM in');
  };

  await connect();
  return {
    received,
    leave: () => {
      leaving = true;
      for (const listener of listeners) listener.close();
    },
  };
};

const turn = () => new Promise((resolve) => setTimeout(resolve, 50));

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await turn();
};

// An embedded database can be used by one process only.
if (ENGINE !== 'sqlite' && hasRedis()) {
  describe(`several processes on one storage (${ENGINE})`, function () {
    this.timeout(90_000);
    let folder: string;
    let storage: EmptyStorage;
    let redis: RedisProcess;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'cti-several-'));
      storage = await emptyStorage();
      redis = await redisProcess();
    });
    afterEach(async () => {
      killAll();
      await redis.kill();
      await storage.drop();
      await rm(folder, { recursive: true, force: true });
    });

    const start = (env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> =>
      startProcess(
        {
          ...storage.env,
          REDIS_URL: redis.url,
          INTERNAL_API_SECRET: INTERNAL_SECRET,
          DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET,
          RATE_LIMIT_WEBHOOKS: '0',
          RATE_LIMIT_API: '0',
          RATE_LIMIT_INTERNAL: '0',
          ...env,
        },
        folder,
      );

    const admin = async (server: ServerProcess, path: string, body?: unknown) => {
      const headers = { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      return JSON.parse(await (await fetch(`${server.url}${path}`, init)).text());
    };

    const newApp = async (server: ServerProcess): Promise<{ readonly id: string; readonly key: string }> => {
      const { app_id: id, api_key: key } = await admin(server, '/internal/apps', { name: 'Clinic' });
      return { id, key };
    };

    const get = async (server: ServerProcess, path: string, key: string) =>
      JSON.parse(await (await fetch(`${server.url}${path}`, { headers: { 'x-app-api-key': key } })).text());

    const post = (server: ServerProcess, event: object): Promise<Response> => {
      const body = JSON.stringify(event);
      const headers = { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body) };
      return fetch(`${server.url}/webhooks/dialpad`, { method: 'POST', headers, body });
    };

    it('send every event to every socket once and in order, even if one of them and Redis are killed', async () => {
      const alive = [await start(), await start()];
      const app = await newApp(alive[0] as ServerProcess);
      const crms = await Promise.all([
        crm(app.key, () => alive),
        crm(app.key, () => alive.toReversed()),
        crm(app.key, () => alive.toReversed()),
      ]);

      /** Delivers like Dialpad: again and to another server, until one accepts it. */
      const deliver = async (event: object, attempt: number): Promise<void> => {
        const server = alive[attempt % alive.length] as ServerProcess;
        const answer = await post(server, event).catch(() => null);
        if (answer?.status === 200) return;
        await turn();
        await deliver(event, attempt + 1);
      };

      const incidents: Readonly<Record<number, () => Promise<unknown>>> = {
        60: () => redis.kill(),
        120: () => redis.start(),
        180: async () => {
          const victim = alive.pop();
          await victim?.end('SIGKILL');
        },
        240: async () => alive.push(await start()),
      };
      const last = 300;
      let next = 0;
      const underWay: Promise<unknown>[] = [];
      const send = async (): Promise<void> => {
        while (next < last) {
          next += 1;
          const callId = next;
          const incident = incidents[callId];
          if (incident !== undefined) underWay.push(incident());
          for (const type of ['call.ring', 'call.started', 'call.ended']) {
            await deliver({ event_type: type, call_id: callId, direction: 'inbound' }, callId);
          }
        }
      };
      await Promise.all(Array.from({ length: 8 }, send));
      await Promise.all(underWay);

      const [survivor] = alive as [ServerProcess];
      await until(async () => (await get(survivor, '/health', app.key)).inbox.pending === 0);
      const ended = await get(survivor, '/api/calls?status=ended&limit=1', app.key);
      expect(ended.pagination.total).to.equal(last);

      const log: number[] = [];
      for (;;) {
        const { data } = await get(survivor, `/api/events?after=${log.at(-1) ?? 0}&limit=100`, app.key);
        if (data.length === 0) break;
        for (const { seq } of data) log.push(seq);
      }
      expect(log.length).to.be.at.least(last);
      expect(log).to.deep.equal(log.map((_, index) => index + 1));
      for (const { received, leave } of crms) {
        await until(() => received().length >= log.length);
        leave();
        expect(received()).to.deep.equal(log);
      }
    });

    // The stand-in for MongoDB falls further behind than an event waits; the contract of storage covers what it answers.
    onPostgres('tell a call in the order in which it was received, whichever process took which event', async () => {
      const servers = [await start(), await start()] as const;
      const app = await newApp(servers[0]);
      const types = ['call.ring', 'call.started', 'call.ended'];
      let next = 0;
      const send = async (): Promise<void> => {
        while (next < 200) {
          next += 1;
          const call_id = next;
          for (const [n, event_type] of types.entries()) {
            const server = servers[(call_id + n) % 2] as ServerProcess;
            expect((await post(server, { event_type, call_id, direction: 'inbound' })).status).to.equal(200);
            // Time passes between the events of a call.
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        }
      };
      await Promise.all(Array.from({ length: 10 }, send));
      await until(async () => (await get(servers[0], '/health', app.key)).inbox.pending === 0);

      const told = new Map<number, string[]>();
      for (let after = 0; ; ) {
        const { data } = await get(servers[0], `/api/events?after=${after}&limit=100`, app.key);
        if (data.length === 0) break;
        for (const { seq, event, dialpad_call_id } of data) {
          told.set(dialpad_call_id, [...(told.get(dialpad_call_id) ?? []), event]);
          after = seq;
        }
      }
      expect(told.size).to.equal(200);
      for (const [call, events] of told) expect(events, `call ${call}`).to.deep.equal(types);
    });

    it('close the sockets of a key within a second of its revocation, whichever process revokes it, with and without Redis', async () => {
      const [one, two] = [await start(), await start()];
      const app = await newApp(one);
      const rotated = await listen(`${two.url}/ws?api_key=${app.key}`);
      const { api_key: key } = await admin(one, `/internal/apps/${app.id}/api-key/rotate`);
      const begun = performance.now();
      expect(await rotated.closed).to.equal(4401);
      expect(performance.now() - begun).to.be.below(1_000);

      const revoked = await listen(`${two.url}/ws?api_key=${key}`);
      await redis.kill();
      await admin(one, `/internal/apps/${app.id}/api-key/revoke`);
      expect(await revoked.closed).to.equal(4401);
    });

    it('accept each other’s tickets, once, and count requests together', async () => {
      const [one, two] = [await start({ RATE_LIMIT_API: '4' }), await start({ RATE_LIMIT_API: '4' })];
      const app = await newApp(one);
      const headers = { 'x-app-api-key': app.key };
      const issued = await fetch(`${one.url}/api/ws-tickets`, { method: 'POST', headers });
      const { ticket } = JSON.parse(await issued.text());
      const listener = await listen(`${two.url}/ws?ticket=${ticket}`);
      listener.close();
      const again = await listen(`${one.url}/ws?ticket=${ticket}`).catch(({ status }) => status);
      expect(again).to.equal(401);

      const remaining: (string | null)[] = [];
      for (const { url } of [two, one, two, one]) {
        const answer = await fetch(`${url}/api/calls`, { headers });
        remaining.push(`${answer.status} ${answer.headers.get('ratelimit-remaining')}`);
      }
      expect(remaining).to.deep.equal(['200 2', '200 1', '200 0', '429 0']);
    });
  });
}
