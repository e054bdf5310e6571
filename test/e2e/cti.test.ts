import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { type EmptyStorage, emptyStorage, onEmbedded } from '../support/engines.js';
import { listen } from './listener.js';
import { programOf } from './program.js';
import { hmac, INTERNAL_SECRET, WEBHOOK_SECRET } from './running.js';
import { killAll, startProcess } from './server-process.js';

const SECRETS = { INTERNAL_API_SECRET: INTERNAL_SECRET, DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET };

/** Starts the command like a user. */
const start = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) => {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [...programOf('cti'), ...args], { env: { PATH, ...env }, cwd });
};

/** Runs the command to its end, with `input` as its standard input. */
const cti = async (args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}, input = '') => {
  const child = start(args, cwd, env);
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
};

const ONE_LINE = /^[^\n]+\n$/;

describe('the command cti', function () {
  this.timeout(60_000);
  let folder: string;
  let target: EmptyStorage;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-command-'));
    target = await emptyStorage();
  });
  afterEach(async () => {
    killAll();
    await target.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const newFolder = async (name: string): Promise<string> => {
    await mkdir(join(folder, name));
    return join(folder, name);
  };

  const administer = async (url: string, path: string, body: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return JSON.parse(await response.text());
  };

  const deliver = (url: string, event: object) => {
    const body = JSON.stringify(event);
    const headers = { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body) };
    return fetch(`${url}/webhooks/dialpad`, { method: 'POST', headers, body });
  };

  const read = async (url: string, key: string, path: string) => {
    const response = await fetch(`${url}${path}`, { headers: { 'x-app-api-key': key } });
    return { status: response.status, body: JSON.parse(await response.text(), timeless) };
  };

  /** Leaves out the duration of a call, which grows while the call lasts. */
  const timeless = (field: string, value: unknown): unknown => (field === 'duration_seconds' ? undefined : value);

  const processed = async (url: string): Promise<void> => {
    while ((await read(url, '', '/health')).body.inbox.pending > 0) await new Promise(setImmediate);
  };

  /** What a client of an app can see. */
  const seen = async (url: string, key: string) => ({
    calls: await read(url, key, '/api/calls'),
    active: await read(url, key, '/api/calls/active'),
    voicemails: await read(url, key, '/api/voicemails'),
    messages: await read(url, key, '/api/messages'),
    events: (await read(url, key, '/api/events?after=0')).body.data,
  });

  it('moves everything from an embedded database to another storage, where the same key reads the same', async () => {
    const [from, to] = [await newFolder('from'), await newFolder('to')];
    const before = await startProcess(SECRETS, from);
    const { app_id: appId, api_key: key } = await administer(before.url, '/internal/apps', { name: 'Clinic' });
    const mapping = { dialpad_user_id: '9007199254740993', crm_user_id: 'ann@example.com' };
    await administer(before.url, `/internal/apps/${appId}/users/map`, mapping);
    for (let call = 1; call <= 3; call += 1) {
      const about = {
        call_id: `900719925474099${call}`,
        direction: 'inbound',
        from: '555-0123',
        user_id: mapping.dialpad_user_id,
      };
      for (const event_type of ['call.ring', 'call.started', ...(call === 3 ? [] : ['call.ended'])]) {
        await deliver(before.url, { event_type, ...about });
        await processed(before.url);
      }
    }
    await deliver(before.url, { event_type: 'voicemail.received', call_id: 77, transcript: 'Call me \u2028 back' });
    await deliver(before.url, { event_type: 'sms.received', message_id: 78, from: '555-0123', text: 'Hello' });
    await processed(before.url);
    const { events, ...shown } = await seen(before.url, key);
    const { stream } = (await read(before.url, key, '/api/events?after=0')).body;
    expect(events).to.have.length(10);
    await before.end('SIGTERM');

    const exported = await cti(['export', '../all.ndjson.gz'], from);
    expect(exported).to.deep.include({ code: 0, stderr: '' });
    expect(exported.stdout).to.match(
      /^Exported .*1 app, .*1 API key.* 4 calls.* to \.\.\/all\.ndjson\.gz in [\d.]+ s\n$/,
    );
    expect((await stat(join(folder, 'all.ndjson.gz'))).mode & 0o777).to.equal(0o600);
    for (let again = 0; again < 2; again += 1) {
      const imported = await cti(['import', '../all.ndjson.gz'], to, target.env);
      expect(imported).to.deep.include({ code: 0, stderr: '' });
      expect(imported.stdout).to.match(/^Imported .* 4 calls.* from \.\.\/all\.ndjson\.gz in [\d.]+ s\n$/);
    }

    const after = await startProcess({ ...SECRETS, ...target.env }, to);
    expect(await seen(after.url, key)).to.deep.equal({ events, ...shown });
    const listener = await listen(`${after.url}/ws?api_key=${key}&since=10&stream=${stream}`);
    expect((await listener.count(1))[0]).to.include({ event: 'stream.reset', seq: 10 });
    await deliver(after.url, { event_type: 'call.ended', call_id: '9007199254740993' });
    expect((await listener.count(2))[1]).to.include({
      event: 'call.ended',
      seq: 11,
      call_id: shown.active.body.data[0].id,
      target_crm_user: 'ann@example.com',
    });
    // A webhook that Dialpad repeats is recognized.
    expect(
      await (
        await deliver(after.url, { event_type: 'voicemail.received', call_id: 77, transcript: 'Call me \u2028 back' })
      ).json(),
    ).to.include({ duplicate: true });
    listener.close();
    await after.end('SIGTERM');
  });

  it('checks the storage, names the migrations to apply, and applies exactly those', async () => {
    const env = { NODE_ENV: 'production', ...target.env };
    const before = await cti(['db:check'], folder, env);
    expect(before).to.deep.include({ code: 0, stderr: '' });
    expect(before.stdout).to.match(/^Database connection OK\nEngine: \w+\n/);
    const [, missing = ''] = /^To be applied by cti migrate: (.+)$/m.exec(before.stdout) ?? [];
    expect(await cti(['migrate'], folder, env)).to.deep.equal({
      code: 0,
      stdout: missing === '' ? 'Nothing to apply\n' : `${missing.replaceAll(', ', '\n')}\n`,
      stderr: '',
    });
    expect((await cti(['migrate'], folder, env)).stdout).to.equal('Nothing to apply\n');
    expect((await cti(['check'], folder, env)).stdout).to.match(/^Database connection OK\nEngine: \w+\n$/);
  });

  onEmbedded('exits with 1 and one line that says what is wrong, and with 2 if the arguments are wrong', async () => {
    await writeFile(join(folder, 'diary'), 'Dear diary\n');
    await writeFile(join(folder, 'data'), 'a file where a folder should be');
    const cases: readonly (readonly [readonly string[], Readonly<Record<string, string>>])[] = [
      [['import', 'nowhere.ndjson'], {}],
      [['import', 'diary'], target.env],
      [['export'], { DATA_DIR: 'nowhere' }],
      [['check'], { STORAGE: 'sqlite' }],
      [['check'], { STORAGE: 'oracle' }],
      [['migrate'], { STORAGE: 'postgres', DATABASE_URL: 'postgres://cti:secret@127.0.0.1:1/cti' }],
    ];
    for (const [args, env] of cases) {
      const { code, stdout, stderr } = await cti(args, folder, env);
      expect(stderr, args.join(' ')).to.match(ONE_LINE).and.not.contain('secret');
      expect([code, stdout], args.join(' ')).to.deep.equal([1, '']);
    }
    const misunderstood = await cti(['exprot'], folder);
    expect(misunderstood).to.deep.include({
      code: 2,
      stdout: '',
      stderr: 'There is no command exprot, did you mean export?\nSee cti --help.\n',
    });
  });

  onEmbedded('reads .env in the working directory; the environment overrides it', async () => {
    await writeFile(join(folder, '.env'), 'STORAGE=memory\n');
    expect((await cti(['check'], folder)).stdout).to.equal('Database connection OK\nEngine: memory\n');
    expect((await cti(['check'], folder, { STORAGE: 'oracle' })).code).to.equal(1);
  });

  onEmbedded('prints its version', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await cti(['--version'], folder)).to.deep.equal({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('stops on SIGINT; what was imported stays, and the next run imports the rest', async () => {
    const filled = await startProcess(SECRETS, await newFolder('from'));
    await administer(filled.url, '/internal/apps', { name: 'Clinic' });
    await filled.end('SIGTERM');
    const { stdout: archive } = await cti(['export', '-'], join(folder, 'from'));

    const to = await newFolder('to');
    const child = start(['import', '-'], to, target.env);
    const outcome = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    // Without the last line, so that the command waits for more; and larger than a pipe's buffer, so that the write ends only when it waits.
    const begun = archive
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .join(`${' '.repeat(200_000)}\n`);
    await new Promise((resolve) => child.stdin.write(`${begun}\n`, resolve));
    child.kill('SIGINT');
    const [stdout, stderr, [code]] = await outcome;
    expect([code, stdout]).to.deep.equal([130, '']);
    expect(stderr).to.equal(
      'The import was interrupted. What was imported stays; run the same command again to import the rest.\n',
    );
    const imported = await cti(['import', '-'], to, target.env, archive);
    expect(imported.stdout).to.match(/^Imported 3 records \(1 app, 1 API key, 1 audit line\)/);
    expect(await readdir(join(folder, 'from'))).to.deep.equal(['data']);
  });
});
