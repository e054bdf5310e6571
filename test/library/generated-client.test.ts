import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { clientTypes, GENERATOR, installIn } from '../../build/client-types.js';
import { type Running, run } from '../e2e/running.js';

const execute = promisify(execFile);

describe('a client generated from the description of the API', function () {
  this.timeout(120_000);
  let at: Running;
  let folder: string;
  before(async () => {
    at = await run();
    folder = await mkdtemp(join(tmpdir(), 'cti-client-'));
    await installIn(folder, [...GENERATOR, 'openapi-fetch@0', '@types/node@20']);
    await copyFile(new URL('./client/client.ts', import.meta.url), join(folder, 'client.ts'));
  });
  after(async () => {
    await at.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('compiles, and reads calls', async () => {
    const app = await at.newApp('Clinic');
    await at.deliver({ event_type: 'call.ring', call: { id: 1, direction: 'inbound', from: '555-0123' } });
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));

    const bin = (name: string) => join(folder, 'node_modules', '.bin', name);
    const inFolder = { cwd: folder };
    await execute(bin('openapi-typescript'), [`${at.url}/openapi.json`, '-o', 'api.d.ts'], inFolder);
    const strict = ['--strict', '--target', 'ES2022', '--module', 'NodeNext', '--skipLibCheck'];
    await execute(bin('tsc'), ['client.ts', ...strict], inFolder);
    const { stdout } = await execute(process.execPath, ['client.js', at.url, app.key], inFolder);
    expect(JSON.parse(stdout)).to.deep.equal({ from: '555-0123', total: 1 });
  });

  it('has the types of cti-server/client, up to date: else run `npm run client:types`', async () => {
    const committed = await readFile(new URL('../../src/client/api.ts', import.meta.url), 'utf8');
    expect((await clientTypes(at.url, folder)) === committed).to.equal(true);
  });
});
