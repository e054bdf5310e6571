import { expect } from 'chai';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { memoryStorage } from '../../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import {
  APP,
  app,
  call,
  commitOf,
  dialpadId,
  message,
  NOON,
  nextId,
  OTHER_APP,
  voicemail,
} from '../../../../src/testing/storage/samples.js';

type Write = (storage: Storage) => TaskEither<unknown, unknown>;

/** Every operation that changes what a client reads of an app's calls, voicemails or messages. */
const WRITES: Readonly<Record<string, Write>> = {
  'aggregates.commit': ({ aggregates }) => aggregates.commit(commitOf({ calls: [call()] })),
  'voicemails.delete': ({ voicemails }) => voicemails.delete(APP, nextId(), NOON),
  'mappings.upsert': ({ mappings }) =>
    mappings.upsert(APP, [{ id: nextId(), dialpadUserId: dialpadId(7), crmUserId: 'a@b.c' }], NOON),
  'mappings.delete': ({ mappings }) => mappings.delete(APP, nextId()),
  'mappings.deleteByDialpadUser': ({ mappings }) => mappings.deleteByDialpadUser(APP, dialpadId(7)),
  'personal.delete': ({ personal }) => personal.delete(APP, { calls: [], voicemails: [], messages: [] }),
  'personal.deleteMappings': ({ personal }) => personal.deleteMappings(APP, [dialpadId(7)]),
  'apps.update': ({ apps }) => apps.update(APP, { country: null }, NOON),
};

/** Those of all apps. */
const WRITES_OF_ALL: Readonly<Record<string, Write>> = {
  'archive.write': ({ archive }) => archive.write('call', [call()]),
};

/** The others read, or write what is in none of these answers. */
const NO_CHANGE = [
  ...['inbox.append', 'inbox.claim', 'inbox.postpone', 'inbox.held', 'inbox.heldByOthers', 'inbox.stats'],
  ...['journal.find', 'journal.list', 'journal.replay', 'journal.prune', 'journal.assign'],
  ...[
    'aggregates.load',
    'calls.find',
    'calls.list',
    'calls.stale',
    'calls.startedWithin',
    'contacts.put',
    'contacts.ofNumbers',
    'contacts.list',
    'contacts.delete',
    'messages.find',
    'messages.list',
  ],
  ...['voicemails.find', 'voicemails.list'],
  ...['mappings.list', 'mappings.findByDialpadUser', 'mappings.findByCrmUser', 'mappings.ofUsers'],
  ...['personal.usersOf', 'personal.find', 'personal.deliveries', 'personal.blankDeliveries', 'personal.replaceEvents'],
  ...['apps.create', 'apps.find', 'apps.list', 'apps.onlyActive', 'apps.linkOrganizations', 'apps.findByOrganization'],
  ...['archive.count', 'archive.read'],
];

/** Ports that hold nothing of the kind. */
const OTHER_PORTS = ['events', 'apiKeys', 'records', 'audit'];

const changesOf = (storage: Storage, appId = APP): number | undefined => storage.changesOf?.(appId);

describe('The changes of an app', () => {
  for (const [name, write] of Object.entries(WRITES)) {
    it(`are one more after ${name}, for no other app`, async () => {
      const storage = memoryStorage();
      await storage.aggregates.commit(commitOf({ calls: [call({}, { appId: OTHER_APP })] }))();
      const before = [changesOf(storage), changesOf(storage, OTHER_APP)];
      await write(storage)();
      expect(changesOf(storage)).to.not.equal(before[0]);
      expect(changesOf(storage, OTHER_APP)).to.equal(before[1]);
    });
  }

  for (const [name, write] of Object.entries(WRITES_OF_ALL)) {
    it(`are one more after ${name}`, async () => {
      const storage = memoryStorage();
      const before = changesOf(storage, OTHER_APP);
      await write(storage)();
      expect(changesOf(storage, OTHER_APP)).to.not.equal(before);
    });
  }

  it('are one more after a commit of a voicemail, or of a message', async () => {
    for (const commit of [commitOf({ voicemails: [voicemail()] }), commitOf({ messages: [message()] })]) {
      const storage = memoryStorage();
      const before = changesOf(storage);
      await storage.aggregates.commit(commit)();
      expect(changesOf(storage)).to.not.equal(before);
    }
  });

  it('are one more for every app once more have changed than are counted', async () => {
    const storage = memoryStorage();
    const before = changesOf(storage);
    for (let n = 0; n <= 10_000; n += 1) await storage.voicemails.delete(app({ id: nextId() }).id, nextId(), NOON)();
    expect(changesOf(storage)).to.not.equal(before);
  });

  it('are known for every operation of a storage', () => {
    const { engine, ping, close, changesOf: _, ...ports } = memoryStorage();
    const operations = Object.entries(ports)
      .filter(([port]) => !OTHER_PORTS.includes(port))
      .flatMap(([port, methods]) => Object.keys(methods).map((method) => `${port}.${method}`));
    expect(operations).to.have.members([...Object.keys(WRITES), ...Object.keys(WRITES_OF_ALL), ...NO_CHANGE]);
  });
});
