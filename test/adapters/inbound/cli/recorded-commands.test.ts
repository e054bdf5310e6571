import { join } from 'node:path';
import { expect } from 'chai';
import { runCommandLine } from '../../../../src/adapters/inbound/cli/run-command-line.js';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { tempFolder } from '../../outbound/storage/temp-folder.js';
import { DEPS } from './command-deps.js';
import { commandStreams } from './command-streams.js';

describe('the audit log of commands', () => {
  const folder = tempFolder();

  it('has each export and import, with its exit code', async () => {
    const env = { STORAGE: 'sqlite', DATA_DIR: folder(), LOG_LEVEL: 'error' };
    const { context } = commandStreams({ env, cwd: folder() });
    expect(await runCommandLine(['migrate'], context, DEPS)).to.equal(0);
    expect(await runCommandLine(['export', 'all.ndjson'], context, DEPS)).to.equal(0);
    expect(await runCommandLine(['export', 'all.ndjson'], context, DEPS)).to.equal(1);
    expect(await runCommandLine(['import', 'all.ndjson'], context, DEPS)).to.equal(0);
    const storage = await rightOf(openStorage({ engine: 'sqlite', file: join(folder(), 'cti.db') }));
    const { items } = await rightOf(storage.audit.list({}, { limit: 10, offset: 0 }));
    await storage.close();
    expect(items.map(({ actor, action, status }) => [actor, action, status])).to.deep.equal([
      ['cli', 'data.imported', 0],
      ['cli', 'data.exported', 1],
      ['cli', 'data.exported', 0],
    ]);
  });
});
