import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import sinon from 'sinon';
import { openStorage } from '../../../src/adapters/outbound/storage/open-storage.js';
import { makeApplyObservations } from '../../../src/application/events/apply-observations.js';
import { makeProcessEvents, type ProcessEvents, pauseAfter } from '../../../src/application/events/process-events.js';
import type { BusMessage } from '../../../src/application/ports/event-bus.js';
import type { GiveWay } from '../../../src/application/ports/give-way.js';
import type { InboxEvent } from '../../../src/application/ports/inbox.js';
import type { Translation } from '../../../src/application/ports/payload-reader.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { conflict, storageFault, storageUnavailable } from '../../../src/application/ports/storage-error.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import type { AppId, InboxId, MappingId } from '../../../src/domain/ids.js';
import { rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { upTo } from '../../../src/testing/storage/samples.js';
import { broken, DOWN } from '../../support/broken.js';
import { recordingLogger } from '../../support/recording-logger.js';

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
  let logger: ReturnType<typeof recordingLogger>;

  const nextId = (): string => {
    ids += 1;
    return `01890000-0000-7000-9000-${String(ids).padStart(12, '0')}`;
  };

  let now = NOW;
  const processOn = (changed: Partial<Storage> = {}, more: { readonly giveWay?: GiveWay } = {}): ProcessEvents => {
    const { aggregates, inbox, mappings } = { ...storage, ...changed };
    const clock = { now: () => now };
    const applyObservations = makeApplyObservations({
      owner: OWNER,
      aggregates,
      mappings,
      bus: { publish: (message) => published.push(message), subscribe: () => () => undefined },
      ids: { next: nextId },
      clock,
      ...more,
    });
    return makeProcessEvents({
      owner: OWNER,
      payloads: { translate },
      applyObservations,
      inbox,
      clock,
      logger,
      ...more,
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

  const entry = (event: InboxEvent | undefined) => someOf(storage.journal.find(event?.id ?? ('' as InboxId)));
  const claimableAt = (time: number) => rightOf(storage.inbox.claim({ owner: OWNER, until: time + 30_000 }, time, 10));
  /** Storage that refuses whatever is to be kept of these calls. */
  const refusingOf = (...calls: readonly string[]): Storage['aggregates'] => ({
    ...storage.aggregates,
    commit: (commit) =>
      commit.calls.some(({ dialpadCallId }) => calls.includes(dialpadCallId))
        ? TE.left(storageFault('value out of range'))
        : storage.aggregates.commit(commit),
  });

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
    now = NOW;
    logger = recordingLogger();
    process = processOn();
  });

  describe('after a commit whose answer is lost', () => {
    /** Loses the answer of the first commit; counts the commits. */
    const losingAnswers = () => {
      const seen = { commits: 0, reads: 0 };
      const changed: Partial<Storage> = {
        aggregates: {
          ...storage.aggregates,
          commit: (commit) => async () => {
            seen.commits += 1;
            const done = await storage.aggregates.commit(commit)();
            return seen.commits === 1 ? E.left(DOWN) : done;
          },
        },
        inbox: {
          ...storage.inbox,
          held: (...args) => {
            seen.reads += 1;
            return storage.inbox.held(...args);
          },
        },
      };
      return { seen, process: processOn(changed) };
    };

    it('finds out in one read what is settled, and goes on with the rest as a batch', async () => {
      const { seen, process } = losingAnswers();
      const events = await kept(...Array.from({ length: 50 }, (_, n) => ring(String(n + 1))));
      expect(await process(events)()).to.deep.equal(E.left(DOWN));
      const arrived = await kept(...Array.from({ length: 50 }, (_, n) => ring(String(n + 101))));
      await rightOf(process([...events, ...arrived]));
      expect(seen).to.deep.equal({ commits: 2, reads: 1 });
      expect(await counts()).to.include({ pending: 0, processed: 100 });
      expect((await rightOf(storage.events.position(appId))).seq).to.equal(100);
    });

    it('does so after a conflict too', async () => {
      const { seen, process } = losingAnswers();
      const events = await kept(ring('1'), ring('2'), ring('3'));
      await rightOf(
        storage.aggregates.commit({
          owner: OWNER,
          calls: [],
          voicemails: [],
          messages: [],
          events: [],
          settled: [{ id: events[0]?.id as InboxId, status: 'processed', reason: null }],
        }),
      );
      seen.commits = 1;
      await rightOf(process(events));
      expect(seen.reads).to.equal(1);
      expect(await counts()).to.include({ pending: 0, processed: 3 });
      expect((await rightOf(storage.events.position(appId))).seq).to.equal(2);
    });

    it('waits if that read finds storage out of reach', async () => {
      const events = await kept(ring());
      const down = processOn({
        aggregates: { ...storage.aggregates, commit: broken },
        inbox: { ...storage.inbox, held: broken },
      });
      expect(await down(events)()).to.deep.equal(E.left(DOWN));
      expect(await down(events)()).to.deep.equal(E.left(DOWN));
      expect(await counts()).to.include({ pending: 1 });
    });
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

  it('takes for an outage that storage refuses one event after the other in the same way, until it has lasted', async () => {
    const rings = await kept(...upTo(5).map((n) => ring(String(1_000 + n))));
    let commits = 0;
    const refusing: Storage['aggregates'] = {
      ...storage.aggregates,
      commit: (commit) => {
        commits += 1;
        return commit.calls.length > 0 ? TE.left(storageFault('nobody knows why')) : storage.aggregates.commit(commit);
      },
    };
    const processing = processOn({ aggregates: refusing });
    expect(await processing(rings)()).to.deep.equal(E.left(storageUnavailable('nobody knows why')));
    expect(commits).to.equal(4);
    expect((await entry(rings[0])).attempts).to.equal(0);
    expect(await processing(rings.slice(0, 2))()).to.deep.equal(E.left(storageUnavailable('nobody knows why')));

    // Storage is back.
    expect(await process(rings)()).to.deep.equal(E.right(undefined));
    expect(await counts()).to.include({ pending: 0, processed: 5 });

    // What is refused for good is each event's own matter in the end.
    const more = await kept(...upTo(2).map((n) => ring(String(2_000 + n))));
    expect(E.isLeft(await processing(more)())).to.equal(true);
    now += 10_000;
    expect(await processing(more)()).to.deep.equal(E.right(undefined));
    expect((await entry(more[1])).attempts).to.equal(1);
  });

  it('takes for their own what storage refuses in several events, if it accepts one in between', async () => {
    const events = await kept(ring('1001'), ring('1002'), ring('1003'), ring('1004'));
    const processing = processOn({ aggregates: refusingOf('1001', '1002', '1004') });
    expect(await processing(events)()).to.deep.equal(E.right(undefined));
    expect(await counts()).to.include({ pending: 3, processed: 1 });
  });

  it('lets the event loop turn between two events', async () => {
    let turns = 0;
    const giveWay = () => {
      turns += 1;
      return Promise.resolve();
    };
    await rightOf(processOn({}, { giveWay })(await kept(ring('1001'), ring('1002'), ring('1003'))));
    // After each translation and each observation.
    expect(turns).to.equal(6);
  });

  it('asks nothing of storage where there is nothing to process', async () => {
    await storage.close();
    expect(await process([])()).to.deep.equal(E.right(undefined));
  });

  it('tells what follows from an event that was asked for again as late', async () => {
    const [fresh, again] = await kept(ring('1'), ring('2'));
    if (fresh === undefined || again === undefined) throw new Error('there are two');
    await rightOf(process([fresh, { ...again, replayed: true }]));
    const events = await rightOf(storage.events.read(appId, 0, 10));
    expect(events.map(({ replayed }) => replayed)).to.deep.equal([false, true]);
  });

  it('says of each event what became of it, and why', async () => {
    const unusable = { _tag: 'Unusable', reason: 'a call event without a call id' };
    const ignored = { _tag: 'Ignored', reason: 'an unknown kind of event' };
    const events = await kept(ring(), unusable, ignored, 'breaks');
    await rightOf(process(events));
    const became = await Promise.all(events.map(entry));
    expect(became.map(({ status, reason, attempts }) => ({ status, reason, attempts }))).to.deep.equal([
      { status: 'processed', reason: null, attempts: 0 },
      { status: 'failed', reason: 'a call event without a call id', attempts: 0 },
      { status: 'ignored', reason: 'an unknown kind of event', attempts: 0 },
      { status: 'failed', reason: 'the server failed to understand this event', attempts: 0 },
    ]);
  });

  it('takes all that an event observed, in order', async () => {
    const both = { _tag: 'Observed', observations: [...ring('1').observations, ...ring('2').observations] };
    await rightOf(process(await kept(both)));
    const { items } = await rightOf(storage.calls.list(appId, {}, { limit: 10, offset: 0 }));
    expect(items.map(({ dialpadCallId }) => dialpadCallId)).to.have.members(['1', '2']);
    expect(await counts()).to.include({ pending: 0, processed: 1 });
  });

  it('settles an event that observed nothing', async () => {
    await rightOf(process(await kept({ _tag: 'Observed', observations: [] })));
    expect(await counts()).to.include({ pending: 0, processed: 1 });
  });

  describe('says in the log', () => {
    it('which event broke the translation, and how', async () => {
      const [event] = await kept('breaks');
      await rightOf(process(event === undefined ? [] : [event]));
      expect(logger.lines).to.have.length(1);
      const [line] = logger.lines;
      expect(line).to.include({ level: 'error', message: 'An event broke the translation' });
      expect(line?.fields).to.have.property('inbox_id', event?.id);
      expect(line?.fields).to.have.property('err').that.is.an('error').with.property('message', 'a bug');
    });

    it('which event could not be processed, how often so far, and why', async () => {
      const [event] = await kept(ring('13'));
      if (event === undefined) throw new Error('there is one');
      await rightOf(processOn({ aggregates: refusingOf('13') })([{ ...event, attempts: 2 }]));
      expect(logger.lines).to.deep.equal([
        {
          level: 'error',
          message: 'An event could not be processed',
          fields: { inbox_id: event.id, attempts: 3, detail: 'value out of range' },
        },
      ]);
    });

    it('where in the code a bug came out', async () => {
      const bug = new TypeError('a bug');
      const buggy = processOn({ aggregates: { ...storage.aggregates, load: sinon.fake.throws(bug) } });
      await rightOf(buggy(await kept(ring())));
      expect(logger.lines.map(({ fields }) => fields)[0]).to.have.property('detail', bug.stack);
    });
  });

  describe('leaves an event alone after it failed', () => {
    const SECOND = 1_000;
    for (const [failures, seconds] of [
      [1, 1],
      [2, 4],
      [3, 16],
      [4, 64],
      [5, 256],
    ] as const) {
      it(`for ${seconds} s after failure ${failures}, and says why`, async () => {
        expect(pauseAfter(failures)).to.equal(seconds * SECOND);
        const [event] = await kept(ring('13'));
        if (event === undefined) throw new Error('there is one');
        const failing = processOn({ aggregates: refusingOf('13') });
        await rightOf(failing([{ ...event, attempts: failures - 1 }]));
        expect(await entry(event)).to.include({
          status: 'pending',
          attempts: failures,
          reason: 'the server failed on what follows from this event',
        });
        expect(await claimableAt(NOW + seconds * SECOND - 1)).to.deep.equal([]);
        expect((await claimableAt(NOW + seconds * SECOND)).map(({ id }) => id)).to.deep.equal([event.id]);
      });
    }

    it('for good after failure 6, and says why', async () => {
      const [event] = await kept(ring('13'));
      if (event === undefined) throw new Error('there is one');
      await rightOf(processOn({ aggregates: refusingOf('13') })([{ ...event, attempts: 5 }]));
      expect(await entry(event)).to.include({
        status: 'failed',
        reason: 'the server failed on what follows from this event',
      });
      expect(await claimableAt(NOW + 1_000_000_000)).to.deep.equal([]);
      expect(told()).to.deep.equal([]);
    });
  });

  describe('while storage is out of reach', () => {
    it('leaves everything as it was, whatever it was about to ask', async () => {
      const { aggregates, mappings } = storage;
      const events = await kept(ring('1'), ring('2'));
      for (const out of [
        processOn({ aggregates: { ...aggregates, load: broken } }),
        processOn({ aggregates: { ...aggregates, commit: broken } }),
        processOn({ mappings: { ...mappings, ofUsers: broken } }),
      ]) {
        expect(await out(events)()).to.deep.equal(E.left(DOWN));
        expect(await counts()).to.include({ pending: 2, processed: 0 });
        expect((await Promise.all(events.map(entry))).map(({ attempts }) => attempts)).to.deep.equal([0, 0]);
      }
      expect(told()).to.deep.equal([]);
      expect(logger.lines).to.deep.equal([]);
    });

    it('says so where an event was to be put off', async () => {
      const failing = processOn({ aggregates: refusingOf('13'), inbox: { ...storage.inbox, postpone: broken } });
      expect(await failing(await kept(ring('13')))()).to.deep.equal(E.left(DOWN));
    });

    it('says so where an event was to be parked', async () => {
      const [event] = await kept(ring('13'));
      if (event === undefined) throw new Error('there is one');
      const commit = sinon.stub();
      commit.onFirstCall().returns(TE.left(storageFault('value out of range')));
      commit.returns(TE.left(DOWN));
      const failing = processOn({ aggregates: { ...storage.aggregates, commit } });
      expect(await failing([{ ...event, attempts: 5 }])()).to.deep.equal(E.left(DOWN));
    });

    it('goes no further, where it comes to be so among several events, and keeps what was done', async () => {
      const events = await kept(ring('1'), ring('2'), ring('3'));
      // All at once is refused; then the first goes well, and storage goes away.
      const commit = sinon.stub<Parameters<Storage['aggregates']['commit']>>();
      commit.callsFake((what) => storage.aggregates.commit(what));
      commit.onCall(0).returns(TE.left(storageFault('value out of range')));
      commit.onCall(2).returns(TE.left(DOWN));
      const failing = processOn({
        aggregates: { ...storage.aggregates, commit: commit as unknown as Storage['aggregates']['commit'] },
      });
      expect(await failing(events)()).to.deep.equal(E.left(DOWN));
      expect((await Promise.all(events.map(entry))).map(({ status }) => status)).to.deep.equal([
        'processed',
        'pending',
        'pending',
      ]);
    });
  });

  it('leaves an event to its lease where storage refuses even to put it off, or to park it', async () => {
    const [first, last] = await kept(ring('13'), ring('14'));
    if (first === undefined || last === undefined) throw new Error('there are two');
    const refuse = () => TE.left(storageFault('value out of range'));
    const failing = () =>
      processOn({
        aggregates: { ...storage.aggregates, commit: refuse },
        inbox: { ...storage.inbox, postpone: refuse },
      });
    expect(await failing()([first])()).to.deep.equal(E.right(undefined));
    expect(await failing()([{ ...last, attempts: 5 }])()).to.deep.equal(E.right(undefined));
    expect(await counts()).to.include({ pending: 2 });
    expect((await entry(first)).attempts).to.equal(0);
  });

  it('does not count it as a failure that another process took an event over', async () => {
    const events = await kept(ring());
    await storage.inbox.claim({ owner: 'another process', until: NOW + 99_999 }, NOW + 30_001, 1)();
    expect(await process(events)()).to.deep.equal(E.right(undefined));
    expect(await entry(events[0])).to.include({ status: 'pending', attempts: 0, reason: null });
    expect(logger.lines).to.deep.equal([]);
    expect(told()).to.deep.equal([]);
  });
});
