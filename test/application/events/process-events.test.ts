import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { openStorage } from '../../../src/adapters/outbound/storage/open-storage.js';
import { makeApplyObservations } from '../../../src/application/events/apply-observations.js';
import { makeProcessEvents, type ProcessEvents, pauseAfter } from '../../../src/application/events/process-events.js';
import type { BusMessage } from '../../../src/application/ports/event-bus.js';
import type { InboxEvent } from '../../../src/application/ports/inbox.js';
import type { Translation } from '../../../src/application/ports/payload-reader.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { conflict, storageFault, storageUnavailable } from '../../../src/application/ports/storage-error.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import type { AppId, InboxId, MappingId } from '../../../src/domain/ids.js';

const OWNER = 'this process';
const NOW = 1_000_000;
const appId = '01890000-0000-7000-8000-0000000000aa' as AppId;
const callId = '4743444132604262' as DialpadId;
const userId = '4930824982817530' as DialpadId;

/** Payloads of these tests are what they translate to. */
const translate = ({ payload }: { readonly payload: string }): Translation => {
  if (payload === 'breaks') throw new Error('a bug');
  return JSON.parse(payload);
};

const ring = (call: string = callId) => ({
  _tag: 'Observed',
  observations: [
    {
      _tag: 'Call',
      seen: { dialpadCallId: call, receivedAt: NOW, happenedAt: NOW - 5, direction: 'inbound', dialpadUserId: userId },
    },
  ],
});

describe('processing', () => {
  let storage: Storage;
  let published: BusMessage[];
  let process: ProcessEvents;
  let ids = 0;

  const nextId = (): string => {
    ids += 1;
    return `01890000-0000-7000-9000-${String(ids).padStart(12, '0')}`;
  };

  const processOn = (changed: Partial<Storage> = {}): ProcessEvents => {
    const { aggregates, inbox, mappings } = { ...storage, ...changed };
    const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const clock = { now: () => NOW };
    const applyObservations = makeApplyObservations({
      owner: OWNER,
      aggregates,
      mappings,
      bus: { publish: (message) => published.push(message), subscribe: () => () => undefined },
      ids: { next: nextId },
      clock,
    });
    return makeProcessEvents({
      owner: OWNER,
      payloads: { translate },
      applyObservations,
      inbox,
      clock,
      logger: silent,
    });
  };

  /** Keeps deliveries as ingest does, and gives the events to process. */
  const kept = async (...payloads: readonly unknown[]): Promise<readonly InboxEvent[]> => {
    const events = payloads.map((payload) => ({
      id: nextId() as InboxId,
      appId,
      name: null,
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
      receivedAt: NOW,
      attempts: 0,
      replayed: false,
    }));
    const deliveries = events.map(({ attempts: _, replayed: __, ...event }) => ({
      ...event,
      namedAppId: null,
      dedupeKey: event.id,
    }));
    await storage.inbox.append(deliveries, { owner: OWNER, until: NOW + 30_000 })();
    return events;
  };

  const counts = async () => {
    const stats = await storage.inbox.stats();
    if (E.isLeft(stats)) throw new Error(stats.left.detail);
    return stats.right.counts;
  };

  const told = () =>
    published.flatMap((notice) =>
      notice._tag === 'EventsCommitted' ? notice.events.map(({ seq, content }) => `${seq} ${content.type}`) : [],
    );

  beforeEach(async () => {
    const opened = await openStorage({ engine: 'memory' })();
    if (E.isLeft(opened)) throw new Error(opened.left.detail);
    storage = opened.right;
    published = [];
    process = processOn();
  });

  it('keeps the call, marks the event and tells it, to the CRM user it concerns', async () => {
    const mapping = { id: nextId() as MappingId, dialpadUserId: userId, crmUserId: 'ana@example.com' };
    await storage.mappings.upsert(appId, [mapping], NOW)();
    await process(await kept(ring()))();

    expect(await counts()).to.include({ pending: 0, processed: 1 });
    const [notice] = published;
    if (notice?._tag !== 'EventsCommitted') throw new Error('no events were published');
    expect(notice.events[0]).to.include({
      seq: 1,
      targetCrmUser: 'ana@example.com',
      happenedAt: NOW - 5,
      replayed: false,
    });
  });

  it('tells nothing of an event that says nothing new', async () => {
    await process(await kept(ring(), ring()))();
    await process(await kept(ring()))();
    expect(told()).to.deep.equal(['1 call.ring']);
    expect(await counts()).to.include({ processed: 3 });
  });

  it('goes on behind an event it cannot use, ignores or even fails over', async () => {
    const unusable = { _tag: 'Unusable', reason: 'a call event without a call id' };
    const ignored = { _tag: 'Ignored', reason: 'an unknown kind of event' };
    await process(await kept(unusable, 'breaks', ignored, ring()))();
    expect(await counts()).to.deep.equal({ pending: 0, processed: 1, ignored: 1, failed: 2, unrouted: 0 });
    expect(told()).to.deep.equal(['1 call.ring']);
  });

  it('keeps once what was committed when the answer is lost on the way, and leaves the telling to the log', async () => {
    const events = await kept(ring(), ring('4743444132604263'));
    let lost = 0;
    const losing = processOn({
      aggregates: {
        ...storage.aggregates,
        commit: (commit) => async () => {
          const done = await storage.aggregates.commit(commit)();
          if (E.isLeft(done) || lost > 0) return done;
          lost += 1;
          return E.left(storageUnavailable('the connection ended'));
        },
      },
    });
    expect(E.isLeft(await losing(events)())).to.equal(true);
    expect(await losing(events)()).to.deep.equal(E.right(undefined));
    expect(told()).to.deep.equal([]);
    const read = await storage.events.read(appId, 0, 10)();
    expect(E.isRight(read) && read.right.map(({ seq }) => seq)).to.deep.equal([1, 2]);
    expect(await counts()).to.include({ pending: 0, processed: 2 });
  });

  it('does nothing, and says so, while storage is out of reach', async () => {
    const events = await kept(ring());
    const out = processOn({
      aggregates: { ...storage.aggregates, commit: () => TE.left(storageUnavailable('gone')) },
    });
    expect(await out(events)()).to.deep.equal(E.left(storageUnavailable('gone')));
    expect(told()).to.deep.equal([]);
    expect(await process(events)()).to.deep.equal(E.right(undefined));
    expect(told()).to.deep.equal(['1 call.ring']);
  });

  it('decides anew when another writer was faster', async () => {
    let races = 0;
    const racing = processOn({
      aggregates: {
        ...storage.aggregates,
        commit: (commit) => {
          races += 1;
          return races <= 2 ? TE.left(conflict) : storage.aggregates.commit(commit);
        },
      },
    });
    await racing(await kept(ring()))();
    expect(told()).to.deep.equal(['1 call.ring']);
  });

  it('leaves to another process what that process has taken over', async () => {
    const events = await kept(ring('1'), ring('2'));
    const [first] = events;
    await storage.inbox.claim({ owner: 'another process', until: NOW + 99_999 }, NOW + 30_001, 1)();
    expect(await process(events)()).to.deep.equal(E.right(undefined));
    expect(await counts()).to.include({ pending: 1, processed: 1 });
    expect(first).not.to.equal(undefined);
    expect(told()).to.deep.equal(['1 call.ring']);
  });

  it('outlives an event that brings out a bug, and goes on with the rest', async () => {
    const buggy = processOn({
      aggregates: {
        ...storage.aggregates,
        load: (keys) => {
          if (keys.some(({ calls }) => calls.some((id) => id === '13'))) throw new TypeError('a bug');
          return storage.aggregates.load(keys);
        },
      },
    });
    expect(await buggy(await kept(ring('13'), ring('14')))()).to.deep.equal(E.right(undefined));
    expect(await counts()).to.include({ pending: 1, processed: 1 });
    expect(told()).to.deep.equal(['1 call.ring']);
  });

  it('puts an event off, longer each time, that storage refuses, parks it in the end, and goes on with the rest', async () => {
    const refusing = processOn({
      aggregates: {
        ...storage.aggregates,
        commit: (commit) =>
          commit.calls.some((call) => call.dialpadCallId === '13')
            ? TE.left(storageFault('value out of range'))
            : storage.aggregates.commit(commit),
      },
    });
    await refusing(await kept(ring('13'), ring('14')))();
    expect(await counts()).to.include({ pending: 1, processed: 1 });

    let now = NOW;
    for (let attempts = 1; attempts < 6; attempts += 1) {
      now += pauseAfter(attempts);
      expect(await storage.inbox.claim({ owner: OWNER, until: now + 1 }, now - 1, 10)()).to.deep.equal(E.right([]));
      const claimed = await storage.inbox.claim({ owner: OWNER, until: now + 30_000 }, now, 10)();
      if (E.isLeft(claimed)) throw new Error(claimed.left.detail);
      expect(claimed.right.map((event) => event.attempts)).to.deep.equal([attempts]);
      await refusing(claimed.right)();
      now = NOW;
    }
    expect(await counts()).to.include({ pending: 0, failed: 1 });
  });
});
