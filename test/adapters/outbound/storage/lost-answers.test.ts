import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import type { StorageConfig } from '../../../../src/adapters/outbound/storage/storage-config.js';
import { makeApplyObservations } from '../../../../src/application/events/apply-observations.js';
import { makeProcessEvents } from '../../../../src/application/events/process-events.js';
import type { InboxEvent } from '../../../../src/application/ports/inbox.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, delivery, dialpadId, lease, NOON, nextId, OWNER, upTo } from '../../../../src/testing/storage/samples.js';
import { type CuttableProxy, cuttableProxy } from '../../../support/cuttable-proxy.js';
import { freshMongoDatabase } from '../../../support/mongodb.js';
import { configOf, freshDatabase } from '../../../support/postgres.js';
import { recordingLogger } from '../../../support/recording-logger.js';

const { TEST_DATABASE_URL, TEST_MONGODB_URI } = process.env;

/** An engine behind a proxy, and a text that only the request holds by which a commit happens. */
interface Far {
  readonly proxy: CuttableProxy;
  readonly config: StorageConfig;
  readonly commits: string;
  readonly drop: () => Promise<void>;
}

const farPostgres = async (server: string): Promise<Far> => {
  const { url, drop } = await freshDatabase(server);
  const proxy = await cuttableProxy(url);
  return { proxy, config: configOf(proxy.url), commits: 'commit\0', drop };
};

const farMongo = async (server: string): Promise<Far> => {
  const { uri, database, drop } = await freshMongoDatabase(server);
  const proxy = await cuttableProxy(uri);
  // In BSON: the field `decided` is true.
  return {
    proxy,
    config: { engine: 'mongodb', uri: proxy.url, database },
    commits: 'decided\0\x01\x04followers',
    drop,
  };
};

const engines = {
  ...(TEST_DATABASE_URL === undefined ? {} : { PostgreSQL: () => farPostgres(TEST_DATABASE_URL) }),
  ...(TEST_MONGODB_URI === undefined ? {} : { MongoDB: () => farMongo(TEST_MONGODB_URI) }),
};

/** Each event is a call that rings. */
const translate = ({ payload }: Pick<InboxEvent, 'payload'>) => ({
  _tag: 'Observed' as const,
  observations: [
    {
      _tag: 'Call' as const,
      seen: {
        dialpadCallId: dialpadId(Number(payload)),
        receivedAt: NOON,
        happenedAt: NOON,
        direction: 'inbound' as const,
      },
    },
  ],
});

/** What processes events on a storage, and how many commits that took. */
const processorOn = ({ aggregates, mappings, inbox }: Storage) => {
  const seen = { commits: 0 };
  const commit: Storage['aggregates']['commit'] = (one) => {
    seen.commits += 1;
    return aggregates.commit(one);
  };
  const clock = { now: () => NOON };
  const bus = { publish: () => undefined, subscribe: () => () => undefined };
  const applied = { owner: OWNER, aggregates: { ...aggregates, commit }, mappings, bus, ids: { next: nextId }, clock };
  const applyObservations = makeApplyObservations(applied);
  const logger = recordingLogger();
  return {
    seen,
    process: makeProcessEvents({ owner: OWNER, payloads: { translate }, applyObservations, inbox, clock, logger }),
  };
};

for (const [name, start] of Object.entries(engines)) {
  it(`the answer to a commit of ${name} that is lost costs one read, whatever the size of the batch`, async function () {
    this.timeout(60_000);
    const { proxy, config, commits, drop } = await start();
    const storage = await rightOf(openStorage(config));
    const { seen, process } = processorOn(storage);
    const deliveries = upTo(200).map((n) => delivery({ payload: String(n) }));
    const appended = await rightOf(storage.inbox.append(deliveries, lease()));
    const events = appended.flatMap((one) => (one.duplicate || one.event === null ? [] : [one.event]));

    const lost = proxy.loseAnswerTo(commits);
    expect(await process(events)()).to.have.nested.property('left._tag', 'StorageUnavailable');
    await lost;
    while (E.isLeft(await process(events)()));

    expect(seen.commits).to.be.at.most(3);
    expect((await rightOf(storage.inbox.stats)).counts).to.include({ pending: 0, processed: 200 });
    expect((await rightOf(storage.events.position(APP))).seq).to.equal(200);
    await storage.close();
    await proxy.cut();
    await drop();
  });
}
