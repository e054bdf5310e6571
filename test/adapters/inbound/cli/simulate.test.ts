import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { readCommandLine } from '../../../../src/adapters/inbound/cli/command-line.js';
import { runCommandLine } from '../../../../src/adapters/inbound/cli/run-command-line.js';
import { SCENARIOS } from '../../../../src/testing/dialpad/scenarios.js';
import { DEPS } from './command-deps.js';
import { commandStreams } from './command-streams.js';

const SECRET = 'a-secret-of-the-webhook-32-chars-long';

describe('cti simulate', () => {
  it('is read, with its default options', () => {
    expect(readCommandLine(['simulate'], SCENARIOS)).to.deep.equal(
      E.right({ name: 'simulate', port: 4010, speed: 4, scenarios: SCENARIOS, to: null }),
    );
    const asked = ['--port', '0', '--speed', '0.5', '--scenario', 'recap', '--scenario=missed', '--to', 'http://a/b'];
    expect(readCommandLine(['simulate', ...asked], SCENARIOS)).to.deep.equal(
      E.right({
        name: 'simulate',
        port: 0,
        speed: 0.5,
        scenarios: SCENARIOS.filter(({ name }) => name === 'missed' || name === 'recap'),
        to: 'http://a/b',
      }),
    );
  });

  it("takes a server's address alone for its webhook", () => {
    const read = readCommandLine(['simulate', '--to', 'http://localhost:4000'], SCENARIOS);
    expect(E.isRight(read) && 'to' in read.right && read.right.to).to.equal('http://localhost:4000/webhooks/dialpad');
  });

  it('says in one line what is wrong with its options', () => {
    const cases = [
      [['simulate', '--port', '70000'], '--port must be a number from 0 to 65535.'],
      [['simulate', '--speed', '0'], '--speed must be a number above 0.'],
      [['simulate', '--speed', 'fast'], '--speed must be a number above 0.'],
      [['simulate', '--to', 'nowhere'], '--to must be the address of a server, such as http://127.0.0.1:4000.'],
      [['simulate', 'now'], 'cti simulate takes no arguments.'],
      [['export', '--port', '4010'], 'cti export has no option --port: cti export --help lists those it has.'],
    ] as const;
    for (const [args, complaint] of cases) expect(readCommandLine(args, SCENARIOS)).to.deep.equal(E.left(complaint));
    const unknown = readCommandLine(['simulate', '--scenario', 'nope'], SCENARIOS);
    expect(E.isLeft(unknown) && unknown.left).to.match(/^There is no scenario nope\. There are: answered, [^\n]*\.$/);
  });

  describe('on a free port', () => {
    let server: Server;
    let arrived: Promise<string>;
    beforeEach(async () => {
      arrived = new Promise((resolve) => {
        server = createServer((request, response) => {
          resolve(request.headers['content-type'] ?? '');
          request.resume();
          response.end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });
    const urlOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    /** Runs the command, with access to what it has printed and a way to interrupt it. */
    const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const stdout = new PassThrough();
      let written = '';
      const listeners = new Set<() => void>();
      stdout.on('data', (chunk) => {
        written += String(chunk);
        for (const listener of listeners) listener();
      });
      const interruption = new AbortController();
      const { context } = commandStreams({ stdout, env, signal: interruption.signal });
      const code = runCommandLine(['simulate', '--port', '0', '--speed', '100000', ...args], context, DEPS);
      const wrote = (wanted: RegExp): Promise<string> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (wanted.test(written)) resolve(written);
          };
          listeners.add(look);
          look();
        });
      return { code, wrote, interrupt: () => interruption.abort() };
    };

    it('prints how a server uses it, plays to subscribers, and exits with 0 when it is interrupted', async () => {
      const { code, wrote, interrupt } = run(['--scenario', 'answered']);
      const guide = await wrote(/Ctrl-C/);
      for (const name of ['CLIENT_ID', 'CLIENT_SECRET', 'REDIRECT_URI', 'PUBLIC_URL', 'DIALPAD_API_KEY']) {
        expect(guide).to.match(new RegExp(`\\b${name}=\\S+`));
      }
      const base = /DIALPAD_BASE_URL=(\S+)/.exec(guide)?.[1];
      const headers = { authorization: `Bearer ${/DIALPAD_API_KEY=(\S+)/.exec(guide)?.[1]}` };
      const post = async (path: string, body: object) => {
        const answer = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
        return JSON.parse(await answer.text());
      };
      const { id } = await post('/api/v2/webhooks', { hook_url: urlOf(), secret: SECRET });
      await post('/api/v2/subscriptions/call', { endpoint_id: id, call_states: ['ringing', 'hangup'] });
      expect(await arrived).to.equal('application/jwt');
      expect(await wrote(/answered: .*\n.*answered: /)).to.contain('(2 delivered, 0 refused)');
      interrupt();
      expect(await code).to.equal(0);
    });

    it('takes the server for the one on the port that the variables name', async () => {
      const { code, wrote, interrupt } = run([], { PORT: '4711' });
      const guide = await wrote(/Stop it with Ctrl-C/);
      expect(guide).to.contain('PUBLIC_URL=http://127.0.0.1:4711\n');
      const { searchParams } = new URL('http://x');
      searchParams.set('redirect_uri', 'http://127.0.0.1:4711/auth/dialpad/callback');
      searchParams.set('client_id', /CLIENT_ID=(\S+)/.exec(guide)?.[1] ?? '');
      searchParams.set('response_type', 'code');
      const base = /DIALPAD_BASE_URL=(\S+)/.exec(guide)?.[1];
      const asked = await fetch(`${base}/oauth2/authorize?${searchParams}`, { redirect: 'manual' });
      expect(asked.status).to.equal(302);
      interrupt();
      expect(await code).to.equal(0);
    });

    it('plays to a URL at once, signed with the secret in the environment', async () => {
      const { code, wrote, interrupt } = run(['--to', urlOf()], { DIALPAD_WEBHOOK_SECRET: SECRET });
      expect(await arrived).to.equal('application/jwt');
      await wrote(/missed: /);
      interrupt();
      expect(await code).to.equal(0);
    });

    it('says why nothing is accepted', async () => {
      const { code, wrote, interrupt } = run(['--to', 'http://127.0.0.1:1', '--scenario', 'missed']);
      expect(await wrote(/missed: /)).to.contain('(0 delivered, 3 refused: no server answers there)');
      interrupt();
      expect(await code).to.equal(0);
      server.removeAllListeners('request');
      server.on('request', (request, response) => {
        request.resume();
        response.writeHead(401).end();
      });
      const refused = run(['--to', urlOf(), '--scenario', 'missed'], { DIALPAD_WEBHOOK_SECRET: SECRET });
      expect(await refused.wrote(/missed: /)).to.contain('3 refused: 401, another DIALPAD_WEBHOOK_SECRET');
      refused.interrupt();
      expect(await refused.code).to.equal(0);
    });

    it('says in one line that its port is taken', async () => {
      const { context, ended } = commandStreams();
      const port = String((server.address() as AddressInfo).port);
      expect(await runCommandLine(['simulate', '--port', port], context, DEPS)).to.equal(1);
      expect((await ended()).stderr).to.equal(`Port ${port} is taken: name another with --port, or 0 for any.\n`);
    });
  });
});
