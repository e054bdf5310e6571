import { expect } from 'chai';
import { readStorage } from '../../../../src/adapters/config/storage-config.js';
import { engineOf } from '../../../../src/adapters/outbound/storage/open-storage.js';
import { createApp } from '../../../../src/testing/storage/create-app.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, call, commitOf } from '../../../../src/testing/storage/samples.js';
import { emptyStorage } from '../../../support/engines.js';
import { tempFolder } from './temp-folder.js';

const { TEST_DATABASE_URL, TEST_MONGODB_URI } = process.env;
const REACHED = [
  'sqlite' as const,
  ...(TEST_DATABASE_URL === undefined ? [] : ['postgres' as const]),
  ...(TEST_MONGODB_URI === undefined ? [] : ['mongodb' as const]),
];

describe('a guest in a storage', function () {
  this.timeout(20_000);
  const folder = tempFolder();

  for (const name of REACHED) {
    it(`leaves the keys of phone numbers as the server made them, whatever its own default country is, on ${name}`, async () => {
      const empty = await emptyStorage(name);
      const engine = (country: string) => {
        const read = readStorage({ DATA_DIR: folder(), ...empty.env, DEFAULT_COUNTRY: country }, false);
        if (read._tag === 'Left') throw new Error('the variables are wrong');
        return engineOf(read.right);
      };
      const server = await rightOf((await engine('GB')).open({ migrates: true }));
      await createApp(() => server)({ id: APP });
      await rightOf(server.aggregates.commit(commitOf({ calls: [call({ fromNumber: '020 7946 0018' })] })));

      const guest = await rightOf((await engine('US')).open({ migrates: false, isGuest: true }));
      await guest.close();
      const found = server.calls.list(APP, { from: '+44 20 7946 0018' }, { limit: 10, offset: 0 });
      expect((await rightOf(found)).items).to.have.length(1);
      await server.close();
      await empty.drop();
    });
  }
});
