import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { onEmbedded } from '../support/engines.js';
import { listen } from './listener.js';
import { hmac, INTERNAL_SECRET, WEBHOOK_SECRET } from './running.js';
import { killAll, startProcess } from './server-process.js';

const ENV = { STORAGE: 'sqlite', INTERNAL_API_SECRET: INTERNAL_SECRET, DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET };

describe('a restored database', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-restore-'));
  });
  afterEach(async () => {
    killAll();
    await rm(folder, { recursive: true, force: true });
  });

  const newKey = async (url: string): Promise<string> => {
    const answer = await fetch(`${url}/internal/apps`, {
      method: 'POST',
      headers: { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Clinic' }),
    });
    return JSON.parse(await answer.text()).api_key;
  };

  /** Lets calls ring and waits until a client has seen that many events; answers with the last `seq`. */
  const ring = async (url: string, key: string, from: number, to: number): Promise<number> => {
    const listener = await listen(`${url}/ws?api_key=${key}`);
    for (let callId = from; callId <= to; callId += 1) {
      const body = JSON.stringify({ event_type: 'call.ring', call_id: callId, direction: 'inbound' });
      const headers = { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body, WEBHOOK_SECRET) };
      await fetch(`${url}/webhooks/dialpad`, { method: 'POST', headers, body });
    }
    const told = await listener.count(to - from + 1);
    listener.close();
    return told.at(-1)?.seq ?? 0;
  };

  onEmbedded('tells every client that saw what it lacks to read afresh, also one that names no stream', async () => {
    const database = join(folder, 'data', 'cti.db');
    const backup = join(folder, 'backup.db');
    const first = await startProcess(ENV, folder);
    const key = await newKey(first.url);
    await ring(first.url, key, 1, 3);
    await first.end('SIGTERM');
    await copyFile(database, backup);

    const second = await startProcess(ENV, folder);
    const seen = await ring(second.url, key, 4, 6);
    await second.end('SIGTERM');
    expect((await stat(join(folder, 'data', 'streams.json'))).mode & 0o777).to.equal(0o600);
    const { stream } = JSON.parse(await readFile(join(folder, 'data', 'streams.json'), 'utf8'));

    for (const file of [database, `${database}-wal`, `${database}-shm`]) await rm(file, { force: true });
    await copyFile(backup, database);
    const third = await startProcess(ENV, folder);
    const newest = await ring(third.url, key, 11, 18);
    for (const more of [`since=${seen}`, `since=${seen}&stream=${stream}`, `since=1&stream=${stream}`]) {
      const listener = await listen(`${third.url}/ws?api_key=${key}&${more}`);
      const [reset] = await listener.count(1);
      expect(reset, more).to.include({ event: 'stream.reset', seq: newest });
      listener.close();
    }
    await third.end('SIGTERM');
  });
});
