import { expect } from 'chai';
import type { AppId, CallId } from '../../../../src/domain/ids.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { nthId } from '../../../../src/testing/storage/samples.js';
import { olderStorages } from './older-storage.js';
import { tempFolder } from './temp-folder.js';

const APP = nthId<AppId>(0xa1);
const CALL = nthId<CallId>(0xc1);

const newsOf = (id: string): string =>
  `{"type":"call.ring","call":{"id":"${id}","appId":"${APP}","dialpadCallId":"5"}}`;
const OTHERS = `{"type":"message.received","message":{"id":"${CALL}","text":"\\"call\\":{\\"id\\":\\"${CALL}\\""}}`;
const insert = (seq: number, news: string): string =>
  `insert into events (app_id, seq, id, happened_at, recorded_at, replayed, news)
   values ('${APP}', ${seq}, '${nthId(seq)}', 1, 1, REPLAYED, '${news}')`;
const statementsFor = (engine: string): readonly string[] =>
  [insert(1, newsOf(CALL)), insert(2, newsOf(nthId(0xc2))), insert(3, OTHERS), insert(4, newsOf(CALL))].map((one) =>
    one.replace('REPLAYED', engine === 'postgres' ? 'false' : '0'),
  );

/** MongoDB does not tell the call of an event that an older version stored (docs/api.md). */
const ENGINES = Object.keys(
  olderStorages({ before: { sqlite: '013', postgres: '018' }, statements: [], documents: {} }),
);

describe('events that an older version stored', () => {
  const folder = tempFolder();

  for (const engine of ENGINES.filter((name) => name !== 'mongodb')) {
    it(`are listed with their call on ${engine}`, async () => {
      const data = { before: { sqlite: '013', postgres: '018' }, statements: statementsFor(engine), documents: {} };
      const opened = await olderStorages(data)[engine]?.(folder());
      if (opened === undefined) throw new Error(`no ${engine}`);
      const { storage, close } = opened;
      try {
        const { items } = await rightOf(storage.events.ofCall(APP, CALL, { limit: 10, offset: 0 }));
        expect(items.map(({ seq }) => seq)).to.deep.equal([1, 4]);
      } finally {
        await close();
      }
    });
  }
});
