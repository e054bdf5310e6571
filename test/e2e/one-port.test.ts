import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { upTo } from '../../src/testing/storage/samples.js';
import { type EmptyStorage, ENGINE, emptyStorage, onEmbedded, onPostgres } from '../support/engines.js';
import { type Listener, listen } from './listener.js';
import { hmac, INTERNAL_SECRET, WEBHOOK_SECRET } from './running.js';
import { killAll, runToEnd, type ServerProcess, startProcess } from './server-process.js';

const SECRETS = { INTERNAL_API_SECRET: INTERNAL_SECRET, DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET };
const NO_LIMITS = { RATE_LIMIT_WEBHOOKS: '0', RATE_LIMIT_API: '0', RATE_LIMIT_INTERNAL: '0' };

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test checks the fields that it needs
  readonly body: any;
}

/** As long as Dialpad waits, in milliseconds: what was on its way to a process that is killed may never be answered. */
const PATIENCE_MS = 5_000;

/** Sends a request on a connection of its own, which any of the processes may get. */
const send = (method: string, url: string, headers: Readonly<Record<string, string>>, body = ''): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers, agent: false, signal: AbortSignal.timeout(PATIENCE_MS) },
      async (response) => {
        const read = await text(response).catch(() => '');
        const isJson = response.headers['content-type']?.includes('json') === true;
        resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(read) : read });
      },
    );
    sent.on('error', reject).end(body);
  });

const admin = (url: string, path: string, body: object): Promise<Answer> => {
  const headers = { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' };
  return send('POST', `${url}${path}`, headers, JSON.stringify(body));
};

const post = (url: string, event: object): Promise<Answer> => {
  const body = JSON.stringify(event);
  const headers = { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body) };
  return send('POST', `${url}/webhooks/dialpad`, headers, body);
};

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await turn();
};

interface Line {
  readonly msg: string;
  readonly process?: number;
  readonly pid?: number;
  readonly path?: string;
}

const linesOf = ({ output }: ServerProcess): readonly Line[] =>
  output()
    .split('\n')
    .flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line) as Line] : []));

/** The processes that have said that they listen, in that order. */
const listeningOf = (server: ServerProcess): readonly Line[] =>
  linesOf(server).filter(({ msg }) => msg === 'This process listens');

const isAlive = (pid = 0): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('several processes on one port', function () {
  this.timeout(90_000);
  let folder: string;
  let storage: EmptyStorage;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-one-port-'));
    storage = await emptyStorage();
  });
  afterEach(async () => {
    killAll();
    await storage.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> =>
    startProcess({ ...storage.env, ...SECRETS, ...NO_LIMITS, CTI_PROCESSES: '2', ...env }, folder);

  const newApp = async ({ url }: ServerProcess): Promise<string> =>
    (await admin(url, '/internal/apps', { name: 'Clinic' })).body.api_key;

  const ticket = async (url: string, key: string): Promise<string> =>
    (await send('POST', `${url}/api/ws-tickets`, { 'x-app-api-key': key })).body.ticket;

  const newestOf = async (url: string, key: string): Promise<number> => {
    const { body } = await send('GET', `${url}/health`, { 'x-app-api-key': key });
    if (body.inbox.pending !== 0) return Number.POSITIVE_INFINITY;
    let newest = 0;
    for (;;) {
      const page = await send('GET', `${url}/api/events?after=${newest}&limit=100`, { 'x-app-api-key': key });
      if (page.body.data.length === 0) return newest;
      newest = page.body.data.at(-1).seq;
    }
  };

  /** The only line of a server that does not start. */
  const refusal = async (env: Readonly<Record<string, string>>): Promise<string> => {
    const { code, stderr, stdout } = await runToEnd({ ...storage.env, ...SECRETS, CTI_PROCESSES: '2', ...env }, folder);
    expect(code, stdout).to.equal(1);
    expect(stdout).not.to.contain('out of reach');
    expect(stderr).to.match(/^[^\n]+\n$/);
    return stderr.trim();
  };

  const TYPES = ['call.ring', 'call.started', 'call.ended'];

  onPostgres('share the requests, and tell every socket every event in order', async () => {
    const server = await start({ LOG_LEVEL: 'debug' });
    const key = await newApp(server);
    const listeners: Listener[] = [];
    for (const _ of upTo(6)) listeners.push(await listen(`${server.url}/ws?ticket=${await ticket(server.url, key)}`));
    await Promise.all(
      upTo(60).map(async (n) => {
        for (const event_type of TYPES) {
          const { status } = await post(server.url, { event_type, call_id: n + 1, direction: 'inbound' });
          expect(status).to.equal(200);
        }
      }),
    );
    await until(async () => (await newestOf(server.url, key)) < Number.POSITIVE_INFINITY);
    const newest = await newestOf(server.url, key);
    expect(newest).to.be.at.least(60);
    for (const { count, close } of listeners) {
      expect((await count(newest)).map(({ seq }) => seq)).to.deep.equal(upTo(newest).map((n) => n + 1));
      close();
    }
    const served = linesOf(server).filter(({ path }) => path === '/webhooks/dialpad');
    expect(served).to.have.length(180);
    expect(new Set(served.map(({ process }) => process))).to.deep.equal(new Set([1, 2]));
    await server.end('SIGTERM');
  });

  onPostgres('lose nothing if one of them is killed, which is started again', async () => {
    const server = await start();
    const key = await newApp(server);
    const received: number[] = [];
    let leaving = false;
    /** A CRM that comes back where it was, to whichever process takes it. */
    const follow = async (): Promise<void> => {
      while (!leaving) {
        const url = `${server.url}/ws?api_key=${key}&since=${received.at(-1) ?? 0}`;
        const gaveUp = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null).unref());
        const listener = await Promise.race([listen(url).catch(() => null), gaveUp]);
        if (listener === null) await turn();
        await listener?.closed;
        received.push(...(listener?.messages ?? []).map(({ seq }) => seq as number));
      }
    };
    const following = follow();

    const deliver = async (event: object): Promise<void> => {
      const answer = await post(server.url, event).catch(() => null);
      if (answer?.status !== 200) await turn().then(() => deliver(event));
    };
    const [victim] = listeningOf(server);
    await Promise.all(
      upTo(8).map(async (lane) => {
        for (const n of upTo(25)) {
          if (lane === 0 && n === 10) process.kill(victim?.pid ?? 0, 'SIGKILL');
          for (const event_type of TYPES) {
            await deliver({ event_type, call_id: lane * 100 + n + 1, direction: 'inbound' });
          }
        }
      }),
    );
    await until(() => listeningOf(server).length === 3);
    const again = listeningOf(server)[2];
    expect(again?.process).to.equal(victim?.process);
    expect(again?.pid).not.to.equal(victim?.pid);

    await until(async () => (await newestOf(server.url, key)) < Number.POSITIVE_INFINITY);
    const { body } = await send('GET', `${server.url}/api/calls?status=ended&limit=1`, { 'x-app-api-key': key });
    expect(body.pagination.total).to.equal(200);
    const newest = await newestOf(server.url, key);
    leaving = true;
    expect(await server.end('SIGTERM')).to.equal(0);
    await following;
    // What came after the last reconnection is in the log; nothing came twice or out of order.
    expect(received).to.deep.equal(upTo(received.length).map((n) => n + 1));
    expect(received.length).to.be.at.most(newest);
  });

  onPostgres('end together, within the time of one, and leave none behind', async () => {
    const server = await start({ CTI_PROCESSES: '3' });
    const key = await newApp(server);
    const listener = await listen(`${server.url}/ws?api_key=${key}`);
    expect(await server.end('SIGTERM')).to.equal(0);
    expect(await listener.closed).to.equal(1001);
    const pids = listeningOf(server).map(({ pid }) => pid);
    expect(pids).to.have.length(3);
    expect(pids.filter(isAlive)).to.deep.equal([]);
    expect(linesOf(server).filter(({ msg }) => msg === 'Stopped')).to.have.length(3);
  });

  onPostgres('end if the process that started them is killed', async () => {
    const server = await start();
    const pids = listeningOf(server).map(({ pid }) => pid);
    await server.end('SIGKILL');
    await until(() => !pids.some(isAlive));
  });

  onPostgres('count requests together, and add their metrics up', async () => {
    const server = await start({ RATE_LIMIT_API: '5' });
    const key = await newApp(server);
    const answers = await Promise.all(
      upTo(12).map(() => send('GET', `${server.url}/api/calls`, { 'x-app-api-key': key })),
    );
    expect(answers.filter(({ status }) => status === 200)).to.have.length(5);
    expect(answers.filter(({ status }) => status === 429)).to.have.length(7);
    const { body } = await send('GET', `${server.url}/metrics?format=prometheus`, {});
    const counts = [...body.matchAll(/request_duration_seconds_count{.*route="\/api\/calls",.*} (\d+)/g)];
    expect(counts.reduce((sum, [, count]) => sum + Number(count), 0)).to.equal(12);
    expect(body).to.match(/cti_budget{budget="pageBytes"} 8388608\n/);
    await server.end('SIGTERM');
  });

  onPostgres('have their port, of which another server says who has it', async () => {
    const server = await start();
    const { port } = new URL(server.url);
    const pids = listeningOf(server).map(({ pid }) => pid);
    for (const CTI_PROCESSES of ['1', '2']) {
      const line = await refusal({ PORT: port, CTI_PROCESSES, DATA_DIR: join(folder, 'other') });
      if (process.platform !== 'linux') continue;
      const [, holder] = /^Port \d+ is taken by process (\d+)/.exec(line) ?? [];
      expect([...pids, server.child.pid], line).to.include(Number(holder));
    }
    await server.end('SIGTERM');
  });

  onPostgres('need a storage at the start, or say in one line what is wrong with it', async () => {
    expect(await refusal({ DATABASE_URL: 'postgres://someone@127.0.0.1:9/none' })).to.match(
      /^cannot use PostgreSQL at/,
    );
  });

  onPostgres('are not needed for one live stream: servers of their own on one PostgreSQL have it too', async () => {
    const servers = [await start({ CTI_PROCESSES: '1' }), await start({ CTI_PROCESSES: '1' })] as const;
    const key = await newApp(servers[0]);
    const listeners = await Promise.all(
      [0, 1].map(async (n) => {
        const opened = await ticket((servers[1 - n] as ServerProcess).url, key);
        return listen(`${(servers[n] as ServerProcess).url}/ws?ticket=${opened}`);
      }),
    );
    for (const n of upTo(20)) {
      const { url } = servers[n % 2] as ServerProcess;
      await post(url, { event_type: 'call.ring', call_id: n + 1, direction: 'inbound' });
    }
    for (const { count } of listeners) {
      expect((await count(20)).map(({ seq }) => seq)).to.deep.equal(upTo(20).map((n) => n + 1));
    }
    for (const server of servers) await server.end('SIGTERM');
  });

  onEmbedded('are refused in one line where the storage has room for one', async () => {
    for (const CTI_PROCESSES of ['2', 'auto']) {
      expect(await refusal({ CTI_PROCESSES })).to.equal(
        'Invalid environment variables: CTI_PROCESSES (must be 1 with sqlite, which one process uses: leave it out, or set STORAGE to postgres or mongodb)',
      );
    }
    expect(await refusal({ CTI_PROCESSES: '0' })).to.contain(
      'CTI_PROCESSES (must be a whole number from 1 to 64, or auto)',
    );
  });

  if (ENGINE === 'mongodb') {
    it('are refused in one line over MongoDB without Redis', async () => {
      expect(await refusal({})).to.contain(
        'CTI_PROCESSES (must be 1 with mongodb unless Redis joins the processes: set REDIS_URL)',
      );
    });
  }
});
