import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { freePort } from '../../src/testing/free-port.js';
import { programOf } from './program.js';
import { INTERNAL_SECRET, type Running, run, WEBHOOK_SECRET } from './running.js';

describe('the command cti at a running server', function () {
  this.timeout(60_000);
  let at: Running;
  let env: Readonly<Record<string, string>>;
  before(async () => {
    at = await run();
    const { PATH = '' } = process.env;
    env = {
      PATH,
      INTERNAL_API_SECRET: INTERNAL_SECRET,
      DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET,
      PORT: String(at.server.port),
      STORAGE: 'memory',
    };
  });
  after(() => at.stop());

  const start = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    spawn(process.execPath, [...programOf('cti'), ...args], {
      env: { ...env, ...more },
      cwd: at.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const cti = async (...args: readonly string[]) => {
    const child = start(args);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code, stdout, stderr };
  };
  const json = async (...args: readonly string[]) => JSON.parse((await cti(...args, '--json')).stdout);

  it('makes apps and keys, and asks before it ends a key', async () => {
    expect((await cti('apps', 'list')).stdout).to.contain('There are no apps yet');
    const made = await json('apps', 'create', 'My CRM');
    expect(made.api_key).to.match(/^app_[0-9a-f]{64}$/);
    const listed = (await cti('apps', 'list')).stdout;
    expect(listed).to.match(new RegExp(`^ID +NAME +ACTIVE +CREATED\n${made.app_id} +My CRM +yes +`));
    expect((await json('apps', 'rename', 'My CRM', 'Clinic')).name).to.equal('Clinic');

    const asked = await cti('keys', 'rotate', 'Clinic');
    expect(asked).to.deep.include({ code: 1, stdout: '' });
    expect(asked.stderr).to.contain('Add --yes if that is meant.');
    const rotated = await json('keys', 'rotate', 'Clinic', '--grace', '60', '--yes');
    expect((await at.crm(rotated.api_key, '/api/calls')).status).to.equal(200);
    expect((await at.crm(made.api_key, '/api/calls')).status).to.equal(200);
    expect((await cti('keys', 'status', 'Clinic')).stdout).to.contain(rotated.api_key.slice(0, 8));
    expect((await cti('keys', 'audit', 'Clinic')).stdout).to.contain('rotated');
    expect((await cti('keys', 'revoke', 'Clinic', '--yes')).code).to.equal(0);
    expect((await at.crm(rotated.api_key, '/api/calls')).status).to.equal(403);
    expect((await json('apps', 'deactivate', 'Clinic', '--yes')).is_active).to.equal(false);
    expect((await json('apps', 'activate', 'Clinic')).is_active).to.equal(true);
  });

  it('shows what was received, and processes it again', async () => {
    const { app_id: appId } = await json('apps', 'create', 'Inbox');
    const without = { event_type: 'call.ring', call: { direction: 'inbound' } };
    const { body } = await at.deliver(without, `/webhooks/dialpad/${appId}`);
    while ((await json('inbox', 'stats')).failed === 0) await new Promise((go) => setImmediate(go));
    expect((await cti('inbox', 'list', '--status', 'failed')).stdout).to.contain(body.event_id);
    expect((await json('inbox', 'show', body.event_id)).payload).to.deep.equal(without);
    expect((await cti('inbox', 'retry', body.event_id)).stdout).to.equal('The event is processed again.\n');
    expect((await json('inbox', 'retry-all', 'failed', '--yes')).count).to.be.a('number');
    await at.deliver({ ...without, call: { direction: 'outbound' } }, `/webhooks/dialpad/${appId}`);
    expect((await cti('inbox', 'list', '--limit', '1', '--app', 'Inbox')).stdout).to.contain(
      'These are 1 of 2: --limit shows more.',
    );
    expect(await json('inbox', 'list', '--limit', '1')).to.have.length(1);
    expect((await cti('inbox', 'stats')).stdout).to.match(/^STATUS +WEBHOOKS\npending +/);
    const unknown = await cti('inbox', 'show', '01890000-0000-7000-8000-0000000000aa');
    expect(unknown).to.deep.include({ code: 1, stderr: 'There is no such webhook.\n' });
  });

  it('follows the stream of an app', async () => {
    const app = await json('apps', 'create', 'Stream');
    await at.deliver(
      { event_type: 'call.ring', call: { id: 1, direction: 'inbound', from: '+14155550123' } },
      `/webhooks/dialpad/${app.app_id}`,
    );
    const tail = start(['events', 'tail', '--since', '0', '--json'], { CTI_API_KEY: app.api_key });
    const [line] = await once(tail.stdout, 'data');
    expect(JSON.parse(String(line))).to.include({ event: 'call.ring', seq: 1 });
    tail.kill('SIGINT');
    expect((await once(tail, 'exit'))[0]).to.equal(0);
  });

  it('says in one line why it is refused', async () => {
    expect((await cti('apps', 'show', 'Nobody')).stderr).to.equal(
      'There is no app Nobody: cti apps list shows those there are.\n',
    );
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const elsewhere = await cti('apps', 'list', '--url', nobody);
    expect(elsewhere.stderr).to.equal(
      `There is no server at ${nobody}: start it with cti start, or name another with --url.\n`,
    );
  });

  it('looks at everything, and says what to do', async () => {
    const findings = await json('doctor');
    const verdicts = Object.fromEntries(findings.map(({ about, verdict }: Record<string, string>) => [about, verdict]));
    expect(verdicts).to.include({ storage: 'warning', port: 'ok', server: 'warning', 'Dialpad, Clinic': 'warning' });
    expect(findings.map(({ about }: Record<string, string>) => about)).to.include.members([
      'configuration',
      'clock',
      'server',
      'Dialpad, Clinic',
    ]);
    const { code, stdout } = await (async () => {
      const child = start(['doctor'], { PORT: 'x', WS_IDLE_TIMEOUT: '1' });
      const [out, [ended]] = await Promise.all([text(child.stdout), once(child, 'close')]);
      return { code: ended, stdout: out };
    })();
    expect(code).to.equal(1);
    expect(stdout).to.match(/^failure +configuration +PORT is invalid: it must be a whole number from 0 to 65535\./m);
    expect(stdout).to.match(/^failure +configuration +WS_IDLE_TIMEOUT is invalid: it must be/m);
  });

  it('completes its commands in a shell', async () => {
    for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
      expect(await cti('completion', shell)).to.deep.include({ code: 0, stderr: '' });
    }
    const program = [process.execPath, ...programOf('cti')].map((word) => `'${word}'`).join(' ');
    await writeFile(join(at.folder, 'cti'), `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
    const completed = async (...words: readonly string[]) => {
      const asked = words.map((word) => `'${word}'`).join(' ');
      const script = `source <(cti completion bash); COMP_WORDS=(cti ${asked}); COMP_CWORD=${words.length}; _cti_complete; echo "\${COMPREPLY[*]}"`;
      const bash = spawn('bash', ['--norc', '-c', script], {
        cwd: at.folder,
        env: { PATH: `${at.folder}:${env.PATH}` },
      });
      return (await text(bash.stdout)).trim().split(/\s+/);
    };
    expect(await completed('keys', 'ro')).to.deep.equal(['rotate']);
    expect(await completed('inbox', '')).to.include.members(['list', 'show', 'retry-all']);
    expect(await completed('apps', '$(touch here)')).to.deep.equal(['']);
    expect(await readdir(at.folder)).not.to.include('here');
    expect((await cti('complete', '--', 'keys', 'ro')).stdout).to.contain('rotate');
  });
});
