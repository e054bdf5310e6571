import { expect } from 'chai';
import pg from 'pg';
import { postgresBus } from '../../../../src/adapters/outbound/storage/sql/postgres-bus.js';
import { inProcessBus } from '../../../../src/adapters/outbound/system/in-process-bus.js';
import { APP } from '../../../../src/testing/storage/samples.js';
import { configOf, onServer } from '../../../support/postgres.js';
import { recordingLogger } from '../../../support/recording-logger.js';
import { committedUpTo, describeJoinedBus, until } from '../joined-bus.contract.js';

const target = process.env.TEST_DATABASE_URL;

const NOTICES = 'cti_notices';

if (target !== undefined) {
  describeJoinedBus(
    {
      name: 'The bus over PostgreSQL',
      target,
      open: (url, origin, logger) => postgresBus(configOf(url), inProcessBus(logger), origin, logger),
      say: (text) => onServer(target, `select pg_notify('${NOTICES}', '${text}')`),
    },
    (startTwo) => {
      it('send what is published within one turn together, and of each stream only the newest', async () => {
        const [one, two] = await startTwo();
        const listener = new pg.Client(target);
        await listener.connect();
        const heard: string[] = [];
        listener.on('notification', ({ payload = '' }) => heard.push(payload));
        await listener.query(`listen ${NOTICES}`);
        for (let seq = 1; seq <= 100; seq += 1) one.bus.publish(committedUpTo(seq));
        one.bus.publish({ _tag: 'AccessChanged', appId: APP });
        await two.receives(({ _tag }) => _tag === 'AccessChanged');
        expect(two.received).to.deep.equal([
          { _tag: 'StreamMoved', appId: APP, seq: 100 },
          { _tag: 'AccessChanged', appId: APP },
        ]);
        await until(() => heard.some((text) => text.includes('AccessChanged')));
        await listener.end();
        expect(heard).to.have.length(2);
      });
    },
  );

  describe('a bus over a PostgreSQL that cannot be used', () => {
    it('is logged in one line, without the password', async () => {
      const logger = recordingLogger();
      const url = new URL(target);
      url.username = 'nobody';
      url.password = 'not-the-password';
      url.port = '9';
      const bus = postgresBus(configOf(url.href), inProcessBus(logger), 'one', logger);
      await until(() => logger.lines.length > 0);
      bus.close();
      expect(logger.lines).to.have.length(1);
      expect(JSON.stringify(logger.lines)).to.contain('is out of reach').and.not.contain('not-the-password');
    });
  });
}
