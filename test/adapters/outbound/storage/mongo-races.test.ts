import { expect } from 'chai';
import { MongoServerError } from 'mongodb';
import type { MongoEngine } from '../../../../src/adapters/outbound/storage/mongodb/mongo-engine.js';
import { mongoStorage } from '../../../../src/adapters/outbound/storage/mongodb/mongo-storage.js';
import type { Commit } from '../../../../src/application/ports/aggregates.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import type { Call } from '../../../../src/domain/call/call.js';
import type { AppId, InboxId } from '../../../../src/domain/ids.js';
import { leftOf, rightOf, someOf } from '../../../../src/testing/storage/outcome.js';
import {
  APP,
  call,
  commitOf,
  delivery,
  dialpadId,
  eventOf,
  lease,
  NOON,
  nextId,
  OTHER_APP,
  OWNER,
  observedAgain,
  voicemail,
} from '../../../../src/testing/storage/samples.js';
import { mongoDatabase } from '../../../support/mongodb.js';
import { type Around, interposed, type Statement } from './mongo-interposed.js';

const { TEST_MONGODB_URI } = process.env;

const LATER = NOON + 3_600_000;
const CONFLICT = { _tag: 'Conflict' };

/** Whether a statement decides a step. */
const decides = ({ collection, args }: Statement): boolean =>
  collection === 'streams' && JSON.stringify(args[1] ?? null).includes('"decided":true');

/** Stops a process before a write until it may go on, or dies. */
const halting = (isStop: (statement: Statement) => boolean) => {
  let arrive: () => void = () => undefined;
  let release: (dies: boolean) => void = () => undefined;
  let dead = false;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const released = new Promise<boolean>((resolve) => {
    release = resolve;
  });
  const around: Around = async (statement, carryOut) => {
    if (isStop(statement)) {
      arrive();
      dead ||= await released;
    }
    if (dead) throw new Error('the process is gone');
    return carryOut();
  };
  return { around, arrived, goOn: () => release(false), die: () => release(true) };
};

/** Lets a process die as soon as a write has been carried out. */
const dyingAfter = (isLast: (statement: Statement) => boolean): Around => {
  let dead = false;
  return async (statement, carryOut) => {
    if (dead) throw new Error('the process is gone');
    const done = await carryOut();
    dead = isLast(statement);
    if (dead) throw new Error('the process is gone');
    return done;
  };
};

if (TEST_MONGODB_URI !== undefined) {
  describe('MongoDB without transactions', () => {
    const { engine, emptied } = mongoDatabase(TEST_MONGODB_URI);
    const opened: Storage[] = [];
    let survivor: Storage;

    const openOn = (engine: MongoEngine): Storage => {
      const storage = mongoStorage({ ...engine, transactions: null });
      opened.push(storage);
      return storage;
    };
    const another = async (around: Around): Promise<Storage> => openOn(interposed(await engine(), around));

    beforeEach(async () => {
      survivor = openOn(await emptied());
    });
    afterEach(() => Promise.all(opened.splice(0).map((storage) => storage.close())));

    const leased = async (storage: Storage, appId: AppId = APP): Promise<InboxId> => {
      const pending = delivery({ appId });
      await rightOf(storage.inbox.append([pending], lease()));
      return pending.id;
    };
    const processed = (...ids: InboxId[]) => ids.map((id) => ({ id, status: 'processed' as const, reason: null }));
    const ringing = (appId: AppId, n: number, ...settled: InboxId[]): Commit => {
      const begun = call({ dialpadCallId: dialpadId(n) }, { appId });
      return commitOf({ calls: [begun], events: [eventOf(begun)], settled: processed(...settled) });
    };
    const eventIds = async (appId: AppId = APP) =>
      (await rightOf(survivor.events.read(appId, 0, 100))).map(({ id }) => id);
    const position = async (appId: AppId = APP) => (await rightOf(survivor.events.position(appId))).seq;
    const total = async (appId: AppId) =>
      (await rightOf(survivor.calls.list(appId, {}, { limit: 10, offset: 0 }))).total;
    const idsOf = (...commits: Commit[]) => commits.flatMap(({ events }) => events.map(({ id }) => id));

    it('cancels the step of a process that died before it was decided, and stores nothing of it', async () => {
      const { around, arrived, die } = halting(decides);
      const doomed = await another(around);
      const [lost, next] = [ringing(APP, 1, await leased(doomed)), ringing(APP, 1)];
      const pending = doomed.aggregates.commit(lost)();
      await arrived;
      die();
      expect((await pending)._tag).to.equal('Left');

      await rightOf(survivor.aggregates.commit(next));
      expect(await eventIds()).to.deep.equal(idsOf(next));
      expect((await rightOf(survivor.inbox.claim(lease(), LATER, 10))).length).to.equal(1);
    });

    const requests: Readonly<Record<string, (storage: Storage) => Promise<unknown>>> = {
      'claims events': (storage) => rightOf(storage.inbox.claim(lease({ owner: 'survivor' }), LATER, 10)),
      'writes for the app': (storage) => rightOf(storage.aggregates.commit(ringing(APP, 2))),
      'deletes a voicemail of the app': (storage) => rightOf(storage.voicemails.delete(APP, nextId(), NOON)),
      'maps users of the app': (storage) =>
        rightOf(storage.mappings.upsert(APP, [{ id: nextId(), dialpadUserId: dialpadId(1), crmUserId: 'ann' }], NOON)),
      'replays events': (storage) => rightOf(storage.journal.replay({ status: 'failed' }, NOON)),
    };
    for (const [what, request] of Object.entries(requests)) {
      it(`writes out the decided step of a process that died, when another ${what}`, async () => {
        const doomed = await another(dyingAfter(decides));
        const decided = ringing(APP, 1, await leased(doomed));
        expect((await doomed.aggregates.commit(decided)())._tag).to.equal('Left');
        // Before the step is written out, none of it can be read.
        expect([await eventIds(), await position()]).to.deep.equal([[], 0]);

        await request(survivor);
        expect((await eventIds()).slice(0, 1)).to.deep.equal(idsOf(decided));
        expect(await position()).to.be.at.least(1);
        expect((await rightOf(survivor.inbox.stats)).counts).to.include({ pending: 0, processed: 1 });
        expect(await leftOf(survivor.aggregates.commit(decided))).to.deep.equal(CONFLICT);
      });
    }

    it('refuses the step of a slow process that another has cancelled, and stores nothing of it', async () => {
      const { around, arrived, goOn } = halting(decides);
      const slow = await another(around);
      const [late, quick] = [ringing(APP, 1, await leased(slow)), ringing(APP, 2)];
      const pending = slow.aggregates.commit(late)();
      await arrived;
      await rightOf(survivor.aggregates.commit(quick));
      goOn();
      expect(await leftOf(() => pending)).to.deep.equal(CONFLICT);

      expect(await eventIds()).to.deep.equal(idsOf(quick));
      expect(await total(APP)).to.equal(1);
      expect((await rightOf(survivor.inbox.stats)).counts).to.include({ pending: 1, processed: 0 });
      // It may try again.
      await rightOf(slow.aggregates.commit(late));
      expect(await eventIds()).to.deep.equal(idsOf(quick, late));
    });

    describe('for two apps', () => {
      const both = (one: Commit, two: Commit): Commit =>
        commitOf({
          calls: [...one.calls, ...two.calls],
          events: [...one.events, ...two.events],
          settled: [...one.settled, ...two.settled],
        });

      for (const appId of [APP, OTHER_APP]) {
        it(`stores nothing for either app when the step was cancelled in the ${appId === APP ? 'first' : 'second'}`, async () => {
          const { around, arrived, goOn } = halting(decides);
          const slow = await another(around);
          const late = both(ringing(APP, 1, await leased(slow)), ringing(OTHER_APP, 1, await leased(slow, OTHER_APP)));
          const pending = slow.aggregates.commit(late)();
          await arrived;
          const quick = ringing(appId, 2);
          await rightOf(survivor.aggregates.commit(quick));
          goOn();
          expect(await leftOf(() => pending)).to.deep.equal(CONFLICT);
          expect([...(await eventIds(APP)), ...(await eventIds(OTHER_APP))]).to.deep.equal(idsOf(quick));
          expect((await rightOf(survivor.inbox.stats)).counts).to.include({ pending: 2, processed: 0 });

          await rightOf(survivor.aggregates.commit(ringing(APP, 3)));
          await rightOf(survivor.aggregates.commit(ringing(OTHER_APP, 3)));
        });

        it(`writes out the step for both apps when another writes for the ${appId === APP ? 'first' : 'second'}`, async () => {
          const doomed = await another(dyingAfter(decides));
          const [one, two] = [
            ringing(APP, 1, await leased(doomed)),
            ringing(OTHER_APP, 1, await leased(doomed, OTHER_APP)),
          ];
          expect((await doomed.aggregates.commit(both(one, two))())._tag).to.equal('Left');
          const next = ringing(appId, 2);
          await rightOf(survivor.aggregates.commit(next));
          expect(await eventIds(APP)).to.deep.equal(idsOf(one, ...(appId === APP ? [next] : [])));
          expect(await eventIds(OTHER_APP)).to.deep.equal(idsOf(two, ...(appId === APP ? [] : [next])));
          expect((await rightOf(survivor.inbox.stats)).counts).to.include({ pending: 0, processed: 2 });
        });
      }

      it('does not block later writes when a process dies between acquiring the two streams', async () => {
        const { around, arrived, die } = halting(
          ({ collection, method, args }) =>
            collection === 'streams' && method === 'findOneAndUpdate' && JSON.stringify(args[0]).includes(OTHER_APP),
        );
        const doomed = await another(around);
        const pending = doomed.aggregates.commit(both(ringing(APP, 1), ringing(OTHER_APP, 1)))();
        await arrived;
        die();
        expect((await pending)._tag).to.equal('Left');
        const next = both(ringing(APP, 2), ringing(OTHER_APP, 2));
        await rightOf(survivor.aggregates.commit(next));
        expect([...(await eventIds(APP)), ...(await eventIds(OTHER_APP))]).to.deep.equal(idsOf(next));
      });
    });

    const stops: Readonly<Record<string, (statement: Statement) => boolean>> = {
      'its calls': ({ collection, method }) => collection === 'calls' && method === 'insertMany',
      'its voicemails': ({ collection, method }) => collection === 'voicemails' && method === 'bulkWrite',
      'its events': ({ collection }) => collection === 'events',
      'the events that it settles': ({ collection, method }) => collection === 'inbox' && method === 'bulkWrite',
      'its intent': ({ collection, args }) =>
        collection === 'streams' && JSON.stringify(args[1] ?? null).includes('"intent":null,"seq"'),
    };
    for (const [what, isStop] of Object.entries(stops)) {
      it(`ignores the late write of a slow process to ${what} after others have moved on`, async () => {
        const left = voicemail();
        await rightOf(survivor.aggregates.commit(commitOf({ voicemails: [left] })));
        const { around, arrived, goOn } = halting(isStop);
        const slow = await another(around);
        const id = await leased(slow);
        const first = ringing(APP, 1, id);
        const changed = { ...left, revision: 2, updatedAt: NOON + 1 };
        const pending = slow.aggregates.commit({ ...first, voicemails: [changed] })();
        await arrived;
        // Nothing can be read before all of it is written.
        expect([await eventIds(), await position()]).to.deep.equal([[], 0]);

        // Another process writes out all of it, then changes the call, the voicemail and the stream, and replays the event.
        const [begun] = first.calls;
        if (begun === undefined) throw new Error('the commit has a call');
        await rightOf(survivor.inbox.claim(lease({ owner: 'survivor' }), LATER, 10));
        const connected = observedAgain(begun, { connected: true }, NOON + 5);
        const next = commitOf({ calls: [connected], events: [eventOf(connected)] });
        await rightOf(survivor.aggregates.commit(next));
        await rightOf(survivor.voicemails.delete(APP, left.id, NOON + 6));
        expect(await rightOf(survivor.journal.replay({ id }, NOON))).to.equal(1);
        expect(await rightOf(survivor.inbox.claim(lease({ until: LATER + 30_000 }), LATER, 10))).to.have.length(1);

        goOn();
        await rightOf(() => pending);
        expect(await eventIds()).to.deep.equal(idsOf(first, next));
        expect(await position()).to.equal(2);
        expect((await someOf(survivor.calls.find(APP, begun.id))).status).to.equal('active');
        const keys = [{ appId: APP, calls: [], voicemails: [left.key], messages: [] }];
        const [marker] = (await rightOf(survivor.aggregates.load(keys))).voicemails;
        expect(marker).to.include({ deletedAt: NOON + 6, revision: 3 });
        expect(await someOf(survivor.journal.find(id))).to.include({ status: 'pending', replayed: true });
        // The same process holds it again, under another lease.
        await rightOf(survivor.aggregates.commit(commitOf({ owner: OWNER, settled: processed(id) })));
      });
    }

    it('announces nothing twice when a caller got no answer and repeats the commit', async () => {
      const unlucky = await another(async (statement, carryOut) => {
        const done = await carryOut();
        if (decides(statement)) throw new Error('the answer is lost');
        return done;
      });
      const subject = call();
      const events = [eventOf(subject)];
      const commit = commitOf({ events, settled: processed(await leased(unlucky)) });
      expect((await unlucky.aggregates.commit(commit)())._tag).to.equal('Left');
      expect(await leftOf(unlucky.aggregates.commit(commit))).to.deep.equal(CONFLICT);
      expect(await eventIds()).to.deep.equal(idsOf(commit));
    });

    describe('a call that the server refuses when the step is decided', () => {
      const refusing = (subject: Call): Around => {
        const _id = `${APP} ${subject.dialpadCallId}`;
        return async ({ collection, args }, carryOut) => {
          if (collection === 'calls' && JSON.stringify(args).includes(_id))
            throw new MongoServerError({ message: 'the key is too long', code: 17280 });
          return carryOut();
        };
      };

      it('does not keep the rest of the step from being written, nor the app from being written for', async () => {
        const [bad, good] = [call(), call({ dialpadCallId: dialpadId(2) })];
        const server = await another(refusing(bad));
        const ids = [await leased(server), await leased(server)];
        const events = [eventOf(bad), eventOf(good)];
        const commit = commitOf({ calls: [bad, good], events, settled: processed(...ids) });
        expect(await leftOf(server.aggregates.commit(commit))).to.include({ _tag: 'StorageFault' });
        expect(await eventIds()).to.deep.equal([events[1]?.id]);
        expect((await rightOf(server.inbox.stats)).counts.pending).to.equal(2);

        const next = ringing(APP, 7, ...ids);
        await rightOf(server.aggregates.commit(next));
        expect(await eventIds()).to.deep.equal([events[1]?.id, ...idsOf(next)]);
        expect(await position()).to.equal(2);
      });

      it('does not keep another process from claiming events of other apps', async () => {
        const bad = call();
        const [doomed, other] = [await another(dyingAfter(decides)), await another(refusing(bad))];
        await doomed.aggregates.commit(commitOf({ calls: [bad], events: [eventOf(bad)] }))();
        const id = await leased(survivor, OTHER_APP);
        const claimed = await rightOf(other.inbox.claim(lease({ owner: 'other' }), LATER, 10));
        expect(claimed.map((event) => event.id)).to.deep.equal([id]);
        expect(await position()).to.equal(0);
      });
    });

    it('refuses a commit that is too large for a document, and accepts the next', async () => {
      const large = voicemail({ transcript: 'x'.repeat(16 * 1024 * 1024) });
      expect(await leftOf(survivor.aggregates.commit(commitOf({ voicemails: [large] })))).to.include({
        _tag: 'StorageFault',
      });
      await rightOf(survivor.aggregates.commit(ringing(APP, 1)));
      expect(await position()).to.equal(1);
    });

    it('settles an event once that another process claims while the commit is decided', async () => {
      const { around, arrived, goOn } = halting(decides);
      const slow = await another(around);
      const id = await leased(slow);
      const commit = ringing(APP, 1, id);
      const pending = slow.aggregates.commit(commit)();
      await arrived;
      await rightOf(survivor.inbox.claim({ owner: 'survivor', until: LATER + 30_000 }, LATER, 10));
      goOn();
      await rightOf(() => pending);
      // The process that claimed it finds everything stored already.
      const again = commitOf({ owner: 'survivor', settled: processed(id) });
      expect(await leftOf(survivor.aggregates.commit({ ...commit, owner: 'survivor' }))).to.deep.equal(CONFLICT);
      await rightOf(survivor.aggregates.commit(again));
      expect(await eventIds()).to.deep.equal(idsOf(commit));
      expect((await rightOf(survivor.inbox.stats)).counts).to.include({ pending: 0, processed: 1 });
    });
  });
}
