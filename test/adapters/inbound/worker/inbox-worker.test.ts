import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type InboxWorker, LEASE_MS, makeInboxWorker } from '../../../../src/adapters/inbound/worker/inbox-worker.js';
import { memoryStorage } from '../../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { ProcessEvents } from '../../../../src/application/events/process-events.js';
import { type InboxEvent, newEventOf } from '../../../../src/application/ports/inbox.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { storageUnavailable } from '../../../../src/application/ports/storage-error.js';
import type { AppId } from '../../../../src/domain/ids.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, commitOf, delivery, lease, OTHER_APP, OWNER, upTo } from '../../../../src/testing/storage/samples.js';
import { recordingLogger } from '../../../support/recording-logger.js';
import { gate, nextTurn, settableClock } from '../../../support/time.js';

const eventOf = (appId: AppId, payload = '{}'): InboxEvent => {
  const event = newEventOf(delivery({ appId, payload }));
  if (event === null) throw new Error('the delivery has an app');
  return event;
};
const ids = (events: readonly InboxEvent[]) => events.map(({ id }) => id);

describe('the worker of the inbox', () => {
  const clock = settableClock();
  let storage: Storage;
  let worker: InboxWorker;
  let batches: (readonly InboxEvent[])[];
  /** What a batch waits for. */
  let held: Promise<void>;

  const record: ProcessEvents = (events) => async () => {
    batches.push(events);
    await held;
    return E.right(undefined);
  };
  const workerThat = (process: ProcessEvents = record, limits = {}): InboxWorker =>
    makeInboxWorker({ owner: OWNER, process, inbox: storage.inbox, clock, logger: recordingLogger(), limits });

  beforeEach(() => {
    storage = memoryStorage();
    batches = [];
    held = Promise.resolve();
    worker = workerThat();
  });
  afterEach(() => worker.stop());

  it('processes the events of one app in order, never two batches at once', async () => {
    const { passed, open } = gate();
    held = passed;
    const events = upTo(1_200).map(() => eventOf(APP));
    worker.push(events);
    await nextTurn();
    await nextTurn();
    expect(batches.map((batch) => batch.length)).to.deep.equal([500]);
    expect(worker.depth()).to.equal(1_200);
    open();
    await worker.stop();
    expect(ids(batches.flat())).to.deep.equal(ids(events));
  });

  it('does not let an app that floods it hold up another one', async () => {
    const { passed, open } = gate();
    held = passed;
    worker.push(upTo(5_000).map(() => eventOf(APP)));
    await nextTurn();
    await nextTurn();
    // The batch of the flood goes on for as long as it likes.
    const other = eventOf(OTHER_APP);
    held = Promise.resolve();
    worker.push([other]);
    await nextTurn();
    await nextTurn();
    expect(batches.map((batch) => batch.length)).to.deep.equal([500, 1]);
    expect(batches[1]).to.deep.equal([other]);
    open();
    await worker.stop();
    expect(batches.flat()).to.have.length(5_001);
  });

  it('has a lane for the apps with few events while others with many fill the rest', async () => {
    const { passed, open } = gate();
    held = passed;
    const floods = upTo(4).map((n) => `0193597e-0000-7000-8000-0000000000b${n}` as AppId);
    worker.push(upTo(800).map((n) => eventOf(floods[n % floods.length] as AppId)));
    await nextTurn();
    await nextTurn();
    expect(batches.map((batch) => new Set(batch.map(({ appId }) => appId)).size)).to.deep.equal([1, 1]);
    open();
    await worker.stop();
    expect(batches.flat()).to.have.length(800);
  });

  it('processes the few events of several apps together', async () => {
    const apps = upTo(9).map((n) => `0193597e-0000-7000-8000-0000000000c${n}` as AppId);
    worker.push(apps.map((appId) => eventOf(appId)));
    await worker.stop();
    expect(batches).to.have.length(1);
  });

  it('puts no more bytes into a batch than allowed, and a larger event alone', async () => {
    worker = workerThat(record, { batchBytes: 200_000 });
    worker.push([90_000, 90_000, 90_000, 400_000, 10].map((length) => eventOf(APP, 'x'.repeat(length))));
    await worker.stop();
    expect(batches.map((batch) => batch.length)).to.deep.equal([2, 1, 1, 1]);
  });

  it('leaves in the inbox what finds no room, and claims it in order once its lease has ended', async () => {
    worker = workerThat(
      (events) => async () => {
        await record(events)();
        const settled = events.map(({ id }) => ({ id, status: 'processed' as const, reason: null }));
        return E.map(() => undefined)(
          E.mapLeft(() => storageUnavailable('refused'))(await storage.aggregates.commit(commitOf({ settled }))()),
        );
      },
      { queueBytes: 1_000 },
    );
    const { passed, open } = gate();
    held = passed;
    const deliveries = upTo(30).map((n) =>
      delivery({ appId: APP, payload: 'x'.repeat(100), receivedAt: clock.now() + n }),
    );
    const appended = await rightOf(storage.inbox.append(deliveries, lease({ until: clock.now() + LEASE_MS })));
    const events = appended.flatMap((one) => ('event' in one ? (one.event ?? []) : []));
    worker.push(events);
    expect(worker.depth()).to.equal(5);
    open();
    worker.start();
    await nextTurn();
    while ((await rightOf(storage.inbox.stats)).counts.pending > 0) await clock.pause(1_000);
    await worker.stop();
    expect(ids(batches.flat())).to.deep.equal(ids(events));
  });

  it('lets what waits for another process wait, and what is about the same call behind it, for a second at most', async () => {
    const [ofOther, ring, start, end, apart] = upTo(5).map(() => eventOf(APP)) as [
      InboxEvent,
      InboxEvent,
      InboxEvent,
      InboxEvent,
      InboxEvent,
    ];
    let held: readonly InboxEvent['id'][] = [ofOther.id];
    const inbox = { ...storage.inbox, heldByOthers: () => async () => E.right(held) };
    worker = makeInboxWorker({ owner: OWNER, process: record, inbox, clock, logger: recordingLogger() });
    const at = { receivedAt: clock.now() };
    const waiting = [
      { ...ring, ...at, orderKey: '1', after: [ofOther.id] },
      { ...start, ...at, orderKey: '1' },
    ];
    worker.push([...waiting, { ...apart, orderKey: '2' }]);
    while (batches.length < 1) await nextTurn();
    expect(batches).to.deep.equal([[{ ...apart, orderKey: '2' }]]);
    held = [];
    while (batches.length < 2) await nextTurn();
    expect(batches[1]).to.deep.equal(waiting);

    held = [ofOther.id];
    const last = { ...end, ...at, orderKey: '1', after: [ofOther.id] };
    worker.push([last]);
    clock.advance(1_000);
    while (batches.length < 3) await nextTurn();
    expect(batches[2]).to.deep.equal([last]);
  });

  it('keeps its events, in order, while storage is out of reach, and goes on with those of other apps', async () => {
    let isDown = true;
    const done: InboxEvent[] = [];
    worker = workerThat((events) => async () => {
      if (isDown && events.some(({ appId }) => appId === APP)) {
        isDown = false;
        return E.left(storageUnavailable('down'));
      }
      done.push(...events);
      return E.right(undefined);
    });
    const events = upTo(600).map(() => eventOf(APP));
    worker.push(events);
    while (done.length < 600) await nextTurn();
    await worker.stop();
    expect(ids(done)).to.deep.equal(ids(events));
  });
});
