import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type EmptyStorage, emptyStorage, onEmbedded } from '../support/engines.js';
import { listen } from './listener.js';
import { hmac } from './running.js';
import { killAll, runToEnd, type ServerProcess, startProcess } from './server-process.js';

const SECRET_LINE = /^(\w+)=(.+)$/;

/** The secrets that the server generated. */
const sandboxSecrets = async (folder: string): Promise<Record<string, string>> => {
  const text = await readFile(join(folder, 'data', 'sandbox.env'), 'utf8');
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value] = SECRET_LINE.exec(line) ?? [];
      return name !== undefined && value !== undefined ? [[name, value]] : [];
    }),
  );
};

describe('the server process', function () {
  this.timeout(60_000);
  let folder: string;
  let storage: EmptyStorage;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-process-'));
    storage = await emptyStorage();
  });
  afterEach(async () => {
    killAll();
    await storage.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const newApp = async (url: string, secret: string): Promise<{ readonly id: string; readonly key: string }> => {
    const response = await fetch(`${url}/internal/apps`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Clinic' }),
    });
    const { app_id: id, api_key: key } = JSON.parse(await response.text());
    return { id, key };
  };

  const ring = (url: string, secret: string, callId: number): Promise<Response> => {
    const body = JSON.stringify({ event_type: 'call.ring', call_id: callId, direction: 'inbound' });
    return fetch(`${url}/webhooks/dialpad`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body, secret) },
      body,
    });
  };

  onEmbedded(
    'starts without configuration, generates its secrets, does not show them, and uses them again',
    async () => {
      const first = await startProcess({}, folder);
      const secrets = await sandboxSecrets(folder);
      const { INTERNAL_API_SECRET: internal = '', DIALPAD_WEBHOOK_SECRET: webhook = '' } = secrets;
      expect(internal).to.have.length.of.at.least(32);
      expect((await stat(join(folder, 'data', 'sandbox.env'))).mode & 0o777).to.equal(0o600);

      const app = await newApp(first.url, internal);
      expect((await ring(first.url, webhook, 1)).status).to.equal(200);
      expect(first.output()).to.contain('sandbox.env');
      for (const secret of [internal, webhook, app.key]) expect(first.output()).not.to.contain(secret);
      expect(await first.end('SIGTERM')).to.equal(0);

      const second = await startProcess({}, folder);
      expect(await sandboxSecrets(folder)).to.deep.equal(secrets);
      const calls = await fetch(`${second.url}/api/calls`, { headers: { 'x-app-api-key': app.key } });
      expect(JSON.parse(await calls.text()).pagination.total).to.equal(1);
      await second.end('SIGTERM');
    },
  );

  onEmbedded('refuses to start in production and names every mistake in one line', async () => {
    const { code, stderr, stdout } = await runToEnd({ NODE_ENV: 'production', INTERNAL_API_SECRET: 'short' }, folder);
    expect(code).to.equal(1);
    const lines = stderr.trim().split('\n');
    expect(lines, stdout).to.have.length(1);
    expect(lines[0]).to.match(/^Missing required environment variables: /);
    for (const name of [
      'CLIENT_ID',
      'CLIENT_SECRET',
      'REDIRECT_URI',
      'DIALPAD_WEBHOOK_SECRET',
      'INTERNAL_API_SECRET',
    ]) {
      expect(lines[0]).to.contain(name);
    }
  });

  it('on SIGTERM finishes what was accepted, closes the sockets with 1001 and exits with 0', async () => {
    const server = await startProcess(storage.env, folder);
    const { INTERNAL_API_SECRET: internal = '', DIALPAD_WEBHOOK_SECRET: webhook = '' } = await sandboxSecrets(folder);
    const app = await newApp(server.url, internal);
    const listener = await listen(`${server.url}/ws?api_key=${app.key}`);
    const answers = Promise.all(Array.from({ length: 50 }, (_, n) => ring(server.url, webhook, n + 1)));
    await listener.count(1);
    const begun = Date.now();
    const [code] = await Promise.all([server.end('SIGTERM'), answers.catch(() => undefined)]);
    expect(code).to.equal(0);
    expect(Date.now() - begun).to.be.below(10_000);
    expect(await listener.closed).to.equal(1001);
  });

  describe('when it stops', () => {
    it('answers every request that comes on an open connection, and closes that connection', async () => {
      const server = await startProcess(storage.env, folder);
      const agent = new Agent({ keepAlive: true, maxSockets: 8 });
      const answers: (Pick<IncomingMessage, 'statusCode' | 'headers'> | Error)[] = [];
      let cut = false;
      const ask = (): Promise<void> =>
        new Promise((resolve) => {
          const asked = request(`${server.url}/health/live`, { agent }, (answer) => {
            answers.push(answer);
            answer.resume().on('end', resolve);
          });
          asked
            .on('error', (error) => {
              cut ||= asked.reusedSocket;
              answers.push(error);
              resolve();
            })
            .end();
        });
      const client = async (): Promise<void> => {
        while (!(answers.at(-1) instanceof Error)) await ask();
      };
      const clients = Promise.all(Array.from({ length: 8 }, client));
      while (answers.length < 100) await new Promise((resolve) => setImmediate(resolve));
      expect(await server.end('SIGTERM')).to.equal(0);
      await clients;
      expect(cut, 'an open connection was cut').to.equal(false);
      const refused = answers.filter((answer) => !(answer instanceof Error) && answer.statusCode === 503);
      for (const answer of refused) expect((answer as IncomingMessage).headers.connection).to.equal('close');
      agent.destroy();
    });

    it('does so in order while it still starts, and however often it is told', async () => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        // Sends itself the signal, twice, as soon as it handles signals at all.
        const send = `process.kill(process.pid,'${signal}')`;
        const tell = `const t=setInterval(()=>{if(process.listenerCount('${signal}')>0){clearInterval(t);${send};${send}}},1)`;
        const env = {
          ...storage.env,
          JSON_LOGS: 'true',
          NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}`,
        };
        const stopped = await runToEnd(env, folder);
        expect(stopped.code, signal).to.equal(0);
        expect(stopped.stdout).to.contain('Stopped');
      }
    });
  });

  onEmbedded('leaves nothing running behind npm start', async () => {
    const root = new URL('../..', import.meta.url).pathname;
    const env = {
      ...process.env,
      DATA_DIR: folder,
      PORT: '0',
      HOST: '127.0.0.1',
      JSON_LOGS: 'true',
      STORAGE: 'sqlite',
    };
    // The programs are built already: a build of its own would put other tests' programs under their feet.
    const npm = spawn('npm', ['start', '--ignore-scripts'], { cwd: root, env });
    let output = '';
    for await (const data of npm.stdout) {
      output += data;
      if (output.includes('Listening')) break;
    }
    const port = /"port":(\d+)/.exec(output)?.[1];
    const ended = once(npm, 'exit');
    npm.kill('SIGTERM');
    await ended;
    const answer = await fetch(`http://127.0.0.1:${port}/health/live`).catch((error: Error) => error);
    expect(answer).to.be.an('error');
  });

  it('loses no acknowledged webhook when it is killed in the middle of traffic', async () => {
    const acknowledged = new Set<number>();
    let next = 1;

    /** Several senders at once, until the server has ended. */
    const traffic = async (server: ServerProcess, webhook: string, until: number): Promise<void> => {
      const send = async (): Promise<void> => {
        for (;;) {
          const callId = next;
          next += 1;
          const answer = await ring(server.url, webhook, callId).catch(() => null);
          if (answer?.status !== 200) return;
          acknowledged.add(callId);
          if (acknowledged.size === until) server.child.kill('SIGKILL');
        }
      };
      await Promise.all(Array.from({ length: 16 }, send));
    };

    let app = { id: '', key: '' };
    for (const until of [300, 700]) {
      const server = await startProcess(storage.env, folder);
      const { INTERNAL_API_SECRET: internal = '', DIALPAD_WEBHOOK_SECRET: webhook = '' } = await sandboxSecrets(folder);
      if (app.key === '') app = await newApp(server.url, internal);
      await traffic(server, webhook, until);
      await server.end('SIGKILL');
    }

    const server = await startProcess(storage.env, folder);
    const get = async (path: string) =>
      JSON.parse(await (await fetch(`${server.url}${path}`, { headers: { 'x-app-api-key': app.key } })).text());
    // The events of the killed process are claimed once its lease has expired.
    while ((await get('/health')).inbox.pending > 0) await new Promise((resolve) => setTimeout(resolve, 50));

    const stored = new Set<number>();
    for (let offset = 0; ; offset += 100) {
      const { data, pagination } = await get(`/api/calls?limit=100&offset=${offset}`);
      for (const call of data) stored.add(call.dialpad_call_id);
      if (!pagination.has_more) break;
    }
    expect([...acknowledged].filter((callId) => !stored.has(callId))).to.deep.equal([]);
    expect(acknowledged.size).to.be.at.least(700);

    const listener = await listen(`${server.url}/ws?api_key=${app.key}&since=0`);
    const received = await listener.count(stored.size);
    expect(received.map(({ seq }) => seq)).to.deep.equal(received.map((_, index) => index + 1));
    expect(new Set(received.map(({ dialpad_call_id: id }) => id)).size).to.equal(received.length);
    listener.close();
    await server.end('SIGTERM');
  });
});
