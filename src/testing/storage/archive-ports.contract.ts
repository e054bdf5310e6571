import type { ArchiveKind } from '../../application/ports/archive.js';
import type { Storage } from '../../application/ports/storage.js';
import type { InboxId } from '../../domain/ids.js';
import { archiveSamples, readAll, writeAll } from './archive-samples.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import {
  app,
  call,
  commitOf,
  delivery,
  dialpadId,
  eventOf,
  firstKey,
  keyChange,
  LARGEST_ID,
  lease,
  NOON,
  nextId,
  OWNER,
  observedAgain,
  upTo,
} from './samples.js';

/** That the archive of every storage reads what the other ports wrote, and the other ports find what it wrote. */
export const archivePortsContract = (storage: () => Storage): void => {
  describe('archive and the other ports', () => {
    readingOtherPorts(storage);
    findingThroughOtherPorts(storage);
    claiming(storage);
    continuingStreams(storage);
    continuingCalls(storage);
  });
};

const readerOf =
  (storage: () => Storage) =>
  <K extends ArchiveKind>(kind: K) =>
    readAll(storage().archive, kind, 100);

const readingOtherPorts = (storage: () => Storage): void => {
  const read = readerOf(storage);

  it('reads what was stored through the other ports', async () => {
    const { apps, apiKeys, aggregates, inbox } = storage();
    const tenant = app();
    const created = firstKey(tenant);
    await rightOf(apps.create(tenant, created));
    const rotated = keyChange(await someOf(apiKeys.ring(tenant.id)), 'second', NOON + 1);
    await rightOf(apiKeys.apply(rotated));
    await rightOf(apps.linkOrganizations(tenant.id, [LARGEST_ID]));
    const [leased, paused, done] = upTo(3).map(() => delivery({ appId: tenant.id }));
    if (leased === undefined || paused === undefined || done === undefined)
      throw new Error('three deliveries were made');
    await rightOf(inbox.append([leased, paused, done], lease()));
    await rightOf(inbox.postpone(OWNER, [{ id: paused.id, attempts: 3, until: NOON + 9_000, reason: 'later' }]));
    const stored = call({ dialpadCallId: LARGEST_ID }, { appId: tenant.id });
    const began = Date.now();
    const settled = [{ id: done.id, status: 'ignored' as const, reason: 'not ours' }];
    const events = await rightOf(aggregates.commit(commitOf({ calls: [stored], events: [eventOf(stored)], settled })));

    expect(await read('app')).to.deep.equal([{ app: tenant, keyRevision: 2 }]);
    expect(await read('apiKey')).to.have.deep.members(rotated.keys);
    expect(await read('audit')).to.have.deep.members([
      { entry: created.audit, revision: 1 },
      { entry: rotated.audit, revision: 2 },
    ]);
    expect(await read('organization')).to.deep.equal([{ id: LARGEST_ID, appId: tenant.id }]);
    expect(await read('call')).to.deep.equal([stored]);
    expect(await read('stream')).to.deep.equal([{ appId: tenant.id, seq: 1 }]);
    const [recorded] = await read('event');
    expect(recorded?.event).to.deep.equal(events[0]);
    expect(recorded?.recordedAt).to.be.within(began, Date.now());

    const deliveries = new Map((await read('delivery')).map((one) => [one.id, one]));
    const untouched = { status: 'pending', attempts: 0, replayed: false, reason: null, processedAt: null };
    // A lease is not archived: the event is available at once.
    expect(deliveries.get(leased.id)).to.deep.equal({ ...leased, ...untouched, availableAt: 0 });
    expect(deliveries.get(paused.id)).to.deep.equal({
      ...paused,
      ...untouched,
      attempts: 3,
      reason: 'later',
      availableAt: NOON + 9_000,
    });
    const ignored = deliveries.get(done.id);
    expect(ignored).to.deep.include({ ...done, status: 'ignored', reason: 'not ours' });
    expect(ignored?.processedAt).to.be.within(began, Date.now());
  });
};

const findingThroughOtherPorts = (storage: () => Storage): void => {
  it('writes records so that the other ports find them', async () => {
    const samples = archiveSamples();
    await writeAll(storage().archive, samples);
    const { apps, apiKeys, mappings, calls, voicemails, messages, inbox, journal } = storage();
    const [first, second] = samples.app.map(({ app: one }) => one);
    if (first === undefined || second === undefined) throw new Error('the samples have two apps');
    const page = { limit: 10, offset: 0 };

    expect(await someOf(apps.findByOrganization([LARGEST_ID]))).to.deep.equal(second);
    expect((await someOf(apiKeys.ring(first.id))).revision).to.equal(2);
    for (const key of samples.apiKey) {
      expect((await someOf(apiKeys.findByHash(key.hash))).key).to.deep.equal(key);
      expect((await someOf(apiKeys.findById(key.id))).app.id).to.equal(key.appId);
    }
    const audit = await rightOf(apiKeys.audit(first.id, page, 'oldest-first'));
    expect(audit.items.map(({ action }) => action)).to.deep.equal(['created', 'rotated']);
    expect((await rightOf(mappings.list(first.id, page))).total).to.equal(1);

    const found = await rightOf(calls.list(first.id, { statuses: ['ended'], dialpadUserId: LARGEST_ID }, page));
    expect(found.items.map(({ id, crmUserId }) => [id, crmUserId])).to.deep.equal([
      [samples.call[0]?.id, samples.mapping[0]?.crmUserId],
    ]);
    expect((await rightOf(voicemails.list(first.id, {}, page))).items.map(({ id }) => id)).to.deep.equal([
      samples.voicemail[0]?.id,
    ]);
    expect((await rightOf(messages.list(second.id, {}, page))).total).to.equal(1);

    const { counts } = await rightOf(inbox.stats);
    expect(counts).to.deep.equal({ pending: 1, processed: 1, ignored: 1, failed: 1, unrouted: 1 });
    for (const { id, status, reason } of samples.delivery) {
      expect(await someOf(journal.find(id))).to.deep.include({ status, reason });
    }
  });
};

const claiming = (storage: () => Storage): void => {
  it('lets a pending delivery be claimed once, when it is available, and recognises duplicates of deliveries', async () => {
    const { delivery: deliveries, app: apps } = archiveSamples();
    await rightOf(storage().archive.write('app', apps));
    await rightOf(storage().archive.write('delivery', deliveries));
    const { inbox, aggregates } = storage();
    const pending = deliveries.find(({ status }) => status === 'pending');
    if (pending === undefined) throw new Error('the samples have a pending delivery');
    expect(await rightOf(inbox.claim(lease(), pending.availableAt - 1, 10))).to.deep.equal([]);
    const [claimed] = await rightOf(inbox.claim(lease(), pending.availableAt, 10));
    const { id, appId, name, payload, receivedAt, attempts, replayed } = pending;
    expect(claimed).to.deep.equal({ id, appId, name, payload, receivedAt, attempts, replayed });
    await rightOf(aggregates.commit(commitOf({ settled: [{ id, status: 'processed', reason: null }] })));

    for (const { id, appId, dedupeKey } of deliveries) {
      const again = delivery({ id: nextId<InboxId>(), appId, dedupeKey });
      expect(await rightOf(inbox.append([again], lease()))).to.deep.equal([{ id, duplicate: true }]);
    }
  });
};

const continuingStreams = (storage: () => Storage): void => {
  it('continues the numbering of a stream, under its own stream name', async () => {
    const { archive, events, aggregates } = storage();
    const samples = archiveSamples();
    const [recorded] = samples.event;
    if (recorded === undefined) throw new Error('the samples have events');
    const { appId } = recorded.event;
    const { stream } = await rightOf(events.position(appId));
    await writeAll(archive, samples);
    expect(await rightOf(events.position(appId))).to.deep.equal({ stream, seq: 12 });
    const all = samples.event.map(({ event }) => event);
    expect(await rightOf(events.read(appId, 12 - all.length, 10))).to.deep.equal(all);
    expect(await rightOf(events.read(appId, 11, 10))).to.deep.equal(all.slice(-1));

    const next = eventOf(call({}, { appId }));
    const [placed] = await rightOf(aggregates.commit(commitOf({ events: [next] })));
    expect(placed?.seq).to.equal(13);
    expect((await rightOf(events.read(appId, 11, 10))).map(({ seq }) => seq)).to.deep.equal([12, 13]);
  });
};

const continuingCalls = (storage: () => Storage): void => {
  const read = readerOf(storage);

  it('lets a call that was written be loaded and changed', async () => {
    const samples = archiveSamples();
    await writeAll(storage().archive, samples);
    const [, ringing] = samples.call;
    if (ringing === undefined) throw new Error('the samples have a second call');
    const { appId, dialpadCallId } = ringing;
    const keys = [{ appId, calls: [dialpadCallId], voicemails: [], messages: [] }];
    const { calls } = await rightOf(storage().aggregates.load(keys));
    expect(calls).to.deep.equal([ringing]);
    const answered = observedAgain(ringing, { connected: true, fromNumber: dialpadId(5) }, NOON + 1_000);
    await rightOf(storage().aggregates.commit(commitOf({ calls: [answered] })));
    expect((await read('call')).filter((one) => one.appId === appId)).to.deep.equal([answered]);
  });
};
