import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { clock } from '../../../../src/adapters/inbound/cli/doctor/clock.js';
import { examine } from '../../../../src/adapters/inbound/cli/doctor/examine.js';
import type { Finding } from '../../../../src/adapters/inbound/cli/doctor/finding.js';
import { health, serverAt } from '../../../../src/adapters/inbound/cli/doctor/health.js';
import { port } from '../../../../src/adapters/inbound/cli/doctor/machine.js';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import { freePort } from '../../../../src/testing/free-port.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { tempFolder } from '../../outbound/storage/temp-folder.js';
import { DEPS } from './command-deps.js';
import { commandStreams } from './command-streams.js';

const NOBODY = 'http://127.0.0.1:1';
const HEALTHY = { status: 'healthy', storage: 'up', redis: null };
/** Everything that a configuration needs for nothing to be said of it. */
const COMPLETE = {
  ...{ CLIENT_ID: 'id', CLIENT_SECRET: 'secret', REDIRECT_URI: 'https://cti.example.com/auth/dialpad/callback' },
  ...{ PUBLIC_URL: 'https://cti.example.com', DIALPAD_BASE_URL: NOBODY },
};

describe('cti doctor', function () {
  this.timeout(20_000);
  const folder = tempFolder();

  const findings = async (env: Readonly<Record<string, string>>, deps: Partial<typeof DEPS> = {}) => {
    const { context } = commandStreams({ cwd: folder(), env: { PORT: String(await freePort()), ...env } });
    return examine(context, { ...DEPS, ...deps });
  };
  const of = (about: string, found: readonly Finding[]): Omit<Finding, 'about'> => {
    const [finding] = found.filter((one) => one.about === about);
    if (finding === undefined) throw new Error(`nothing was said about ${about}`);
    return { verdict: finding.verdict, says: finding.says };
  };

  it('tells a variable that is missing from one that is wrong, and still looks at the storage', async () => {
    const found = await findings({ NODE_ENV: 'production', WS_IDLE_TIMEOUT: '1' });
    const said = found.filter(({ about }) => about === 'configuration').map(({ says }) => says);
    expect(said).to.include('CLIENT_ID is missing: set it in the environment or in .env');
    expect(said).to.include(
      'WS_IDLE_TIMEOUT is invalid: it must be a whole number from 8 to 960. Correct it in the environment or in .env',
    );
    expect(of('storage', found).says).to.match(/^sqlite, .*cti\.db does not exist yet/);
  });

  it('knows the values of examples, and names what Dialpad needs', async () => {
    expect(of('configuration', await findings(COMPLETE))).to.deep.equal({
      verdict: 'ok',
      says: 'sandbox, not for production',
    });
    const found = await findings({ ...COMPLETE, CLIENT_SECRET: 'your-secret' });
    expect(found.map(({ says }) => says)).to.include(
      'CLIENT_SECRET is an example value that everybody knows: make one of your own',
    );
    const { PUBLIC_URL: _, ...unreached } = COMPLETE;
    expect(of('configuration', await findings(unreached)).says).to.contain('PUBLIC_URL is missing');
    expect(of('configuration', await findings({ DIALPAD_BASE_URL: NOBODY })).says).to.contain('CLIENT_ID');
  });

  it('changes nothing where no server ever started', async () => {
    for (let again = 0; again < 2; again += 1) {
      const found = await findings({ ...COMPLETE, DATA_DIR: 'new' });
      expect(found.some(({ verdict }) => verdict === 'failure')).to.equal(false);
      expect(of('data folder', found).says).to.match(/new does not exist yet; the first start makes it$/);
    }
    expect(await readdir(folder())).not.to.include('new');
  });

  it('notices that a server runs, but not from here', async () => {
    const server = createServer((_, response) =>
      response.end(JSON.stringify({ ...HEALTHY, inbox: { pending: 0, failed: 0 } })),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const PORT = String((server.address() as AddressInfo).port);
    const found = await findings({ ...COMPLETE, PORT, DATA_DIR: 'elsewhere' });
    server.closeAllConnections();
    server.close();
    expect(of('storage', found).verdict).to.equal('warning');
    expect(of('storage', found).says).to.contain('but a server runs: run this in the folder of that server');
  });

  it('tries a write, also beside a server, and names the migrations that are missing', async () => {
    await mkdir(join(folder(), 'data'), { mode: 0o700 });
    const storage = await rightOf(openStorage({ engine: 'sqlite', file: join(folder(), 'data', 'cti.db') }));
    const found = await findings(COMPLETE);
    expect(of('storage', found)).to.deep.equal({
      verdict: 'ok',
      says: 'sqlite, its schema is up to date, and it takes writes',
    });
    await storage.close();
    await writeFile(join(folder(), 'data', 'cti.db'), 'no database');
    expect(of('storage', await findings(COMPLETE)).verdict).to.equal('failure');
    await writeFile(join(folder(), 'data', 'cti.db'), '');
    expect(of('storage', await findings(COMPLETE)).says).to.match(
      /^sqlite lacks 001_initial, .*; the next start applies them$/,
    );
    expect(of('storage', await findings({ ...COMPLETE, DB_AUTO_MIGRATE: 'false' }))).to.deep.include({
      verdict: 'warning',
    });
  });

  it('warns of a data folder that others can read', async () => {
    const open = join(folder(), 'open');
    await mkdir(open);
    await chmod(open, 0o755);
    expect(of('data folder', await findings({ ...COMPLETE, DATA_DIR: open }))).to.deep.equal({
      verdict: 'warning',
      says: `${open} can be read by other users of this machine: chmod 700 ${open}`,
    });
  });

  it('says why a Redis cannot be used', async () => {
    const askRedis = async (url: string) => (url.includes('good') ? null : 'WRONGPASS');
    const redis = async (host: string) =>
      of('Redis', await findings({ ...COMPLETE, REDIS_URL: `redis://${host}:1` }, { askRedis }));
    expect(await redis('good')).to.deep.equal({ verdict: 'ok', says: 'it answers' });
    expect(await redis('bad')).to.deep.include({ verdict: 'failure' });
    expect((await redis('bad')).says).to.contain('WRONGPASS');
  });

  it('names who holds the port', () => {
    expect(port(4000, () => '12 (nginx)', false)).to.deep.equal({
      verdict: 'failure',
      says: '4000 is taken by 12 (nginx): end it, or set PORT',
    });
    expect(port(4000, () => null, false).verdict).to.equal('ok');
    expect(port(4000, () => '13 (node)', true).says).to.equal('a cti-server listens on 4000');
  });

  it('tells the health of a server, and what is none', () => {
    const inbox = { pending: 1, failed: 0 };
    const says = (server: Parameters<typeof health>[0]) => {
      const look = health(server, NOBODY);
      return `${look.verdict}: ${look.says}`;
    };
    expect(says(null)).to.equal(`warning: none answers at ${NOBODY}: start it with cti start`);
    expect(says({ ...HEALTHY, inbox })).to.equal('ok: healthy, 1 webhook pending');
    expect(says({ ...HEALTHY, inbox: { pending: 0, failed: 2 } })).to.match(/^warning: .*2 webhooks failed/);
    expect(says({ ...HEALTHY, status: 'unhealthy', storage: 'down', inbox: { pending: null, failed: null } })).to.match(
      /^failure: .*storage is out of reach/,
    );
    expect(says({ ...HEALTHY, inbox, redis: 'down' })).to.match(/^failure: .*Redis/);
    expect(says({ ...HEALTHY, inbox, status: 'unhealthy' })).to.match(/^failure: it is overloaded/);
  });

  describe('beside another server', () => {
    let server: Server | null = null;
    const serve = async (answer: RequestListener): Promise<string> => {
      const started = createServer(answer);
      server = started;
      await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
    };
    afterEach(() => {
      server?.closeAllConnections();
      server?.close();
    });

    it('does not take it for a cti-server', async () => {
      const url = await serve((_, response) => response.end('{"status":"healthy"}'));
      expect(await serverAt(url)).to.equal(null);
    });

    it("compares the clock with Dialpad's, and with the storage's where that is out of reach", async () => {
      let ahead = 0;
      const url = await serve((_, response) => {
        response.setHeader('date', new Date(Date.now() - ahead).toUTCString());
        response.end();
      });
      expect(await clock(url, null)).to.deep.equal({ verdict: 'ok', says: "within 1 s of Dialpad's" });
      ahead = 120_000;
      expect((await clock(url, 0)).says).to.match(/^it is 1(19|20|21) s ahead of Dialpad's: turn on NTP/);
      ahead = -120_000;
      expect((await clock(url, 0)).says).to.match(/^it is 1(19|20|21) s behind Dialpad's/);
      expect((await clock(NOBODY, null)).verdict).to.equal('warning');
      expect((await clock(NOBODY, 200)).says).to.match(/^within 1 s of the storage's; http/);
      expect(await clock(NOBODY, 90_000)).to.deep.include({ verdict: 'failure' });
    });
  });
});
