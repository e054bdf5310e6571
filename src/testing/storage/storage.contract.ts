import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Storage } from '../../application/ports/storage.js';
import { aggregatesContract } from './aggregates.contract.js';
import { apiKeysContract } from './api-keys.contract.js';
import { appRecordsContract } from './app-records.contract.js';
import { appsContract } from './apps.contract.js';
import { archiveContract } from './archive.contract.js';
import { archivePortsContract } from './archive-ports.contract.js';
import { auditLogContract } from './audit-log.contract.js';
import { callsContract } from './calls.contract.js';
import { contactsContract } from './contacts.contract.js';
import { conversationsContract } from './conversations.contract.js';
import { crashContract } from './crash.contract.js';
import { eventLogContract } from './event-log.contract.js';
import { expect, requireChai } from './expect.js';
import { inboxContract } from './inbox.contract.js';
import { inboxJournalContract } from './inbox-journal.contract.js';
import { legRacesContract } from './leg-races.contract.js';
import { mappingsContract } from './mappings.contract.js';
import { messagesContract } from './messages.contract.js';
import { leftOf, rightOf } from './outcome.js';
import { pagingContract } from './paging.contract.js';
import { personalDataContract } from './personal-data.contract.js';
import {
  APP,
  adminAct,
  app,
  appRecord,
  commitOf,
  delivery,
  dialpadId,
  firstKey,
  lease,
  NOON,
  nextId,
} from './samples.js';
import { sharedContract } from './shared.contract.js';
import { statisticsContract } from './statistics.contract.js';
import type { StorageUnderTest } from './storage-under-test.js';
import { voicemailKeysContract } from './voicemail-keys.contract.js';
import { voicemailsContract } from './voicemails.contract.js';

/** What every storage does, on whatever engine. */
export const storageContract = (name: string, engine: StorageUnderTest): void => {
  requireChai();
  describe(`storage: ${name}`, () => {
    let opened: Storage;
    const storage = (): Storage => opened;

    beforeEach(async () => {
      opened = await engine.open();
    });
    afterEach(() => opened.close());

    inboxContract(storage);
    inboxJournalContract(storage);
    aggregatesContract(storage);
    conversationsContract(storage, engine.reopen);
    legRacesContract(storage);
    eventLogContract(storage);
    callsContract(storage);
    statisticsContract(storage);
    voicemailsContract(storage);
    voicemailKeysContract(storage);
    messagesContract(storage);
    appsContract(storage);
    apiKeysContract(storage);
    mappingsContract(storage);
    contactsContract(storage);
    pagingContract(storage);
    appRecordsContract(storage);
    auditLogContract(storage);
    personalDataContract(storage);
    archiveContract(storage);
    archivePortsContract(storage);
    sharedContract(engine, storage);
    crashContract(engine);

    it('answers a ping', async () => {
      await rightOf(opened.ping);
    });

    it('refuses every request once it is closed', async () => {
      const created = app();
      await rightOf(opened.apps.create(created, firstKey(created)));
      await opened.close();
      await opened.close();
      for (const [request, task] of Object.entries(everyRequest(opened))) {
        expect(await leftOf(task), request).to.deep.equal({
          _tag: 'StorageUnavailable',
          detail: 'the storage is closed',
        });
      }
    });

    it('completes the requests that were made before it was closed', async () => {
      const created = app();
      const pending = opened.apps.create(created, firstKey(created))();
      const closing = opened.close();
      expect((await pending)._tag).to.equal('Right');
      await closing;
    });
  });
};

const everyRequest = (storage: Storage): Readonly<Record<string, TaskEither<unknown, unknown>>> => {
  const { inbox, aggregates, events, calls, voicemails, messages, apps, apiKeys, mappings, records } = storage;
  const page = { limit: 1, offset: 0 };
  const created = app();
  return {
    append: inbox.append([delivery()], lease()),
    claim: inbox.claim(lease(), NOON, 1),
    postpone: inbox.postpone('owner', []),
    held: inbox.held('owner', []),
    stats: inbox.stats,
    load: aggregates.load([]),
    commit: aggregates.commit(commitOf({})),
    read: events.read(APP, 0, 1),
    position: events.position(APP),
    'find a call': calls.find(APP, nextId()),
    'list calls': calls.list(APP, {}, page),
    'stale calls': calls.stale(APP, NOON, 1),
    'find a voicemail': voicemails.find(APP, nextId()),
    'list voicemails': voicemails.list(APP, {}, page),
    'delete a voicemail': voicemails.delete(APP, nextId(), NOON),
    'find a message': messages.find(APP, nextId()),
    'list messages': messages.list(APP, {}, page),
    'create an app': apps.create(created, firstKey(created)),
    'find an app': apps.find(APP),
    'list apps': apps.list(page),
    'update an app': apps.update(APP, { name: 'x' }, NOON),
    'only active app': apps.onlyActive,
    'link organisations': apps.linkOrganizations(APP, [dialpadId(1)]),
    'find by organisation': apps.findByOrganization([dialpadId(1)]),
    'find by hash': apiKeys.findByHash('x'),
    ring: apiKeys.ring(APP),
    apply: apiKeys.apply(firstKey(created)),
    audit: apiKeys.audit(APP, page, 'oldest-first'),
    touch: apiKeys.touch(new Map()),
    upsert: mappings.upsert(APP, [], NOON),
    'list mappings': mappings.list(APP, page),
    'find by Dialpad user': mappings.findByDialpadUser(APP, dialpadId(1)),
    'find by CRM user': mappings.findByCrmUser(APP, 'x'),
    'mappings of users': mappings.ofUsers(APP, []),
    'delete a mapping': mappings.delete(APP, nextId()),
    'delete by Dialpad user': mappings.deleteByDialpadUser(APP, dialpadId(1)),
    'find a record': records.find(APP, 'connection'),
    'save a record': records.save(appRecord()),
    'all records': records.all('connection'),
    'begin an act': storage.audit.begin(adminAct()),
    'list acts': storage.audit.list({}, page),
    'find a person': storage.personal.find(APP, { numberKey: '1', users: [] }, 1),
    ping: storage.ping,
  };
};
