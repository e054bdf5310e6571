import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { payloadReader } from '../../../src/adapters/outbound/dialpad/payload-reader.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { type HowToFill, makeFillGaps } from '../../../src/application/backfill/fill-gaps.js';
import { makeMarkWatched } from '../../../src/application/backfill/mark-watched.js';
import { makeRequestBackfill } from '../../../src/application/backfill/request-backfill.js';
import type { ApplyObservations } from '../../../src/application/events/apply-observations.js';
import type { WithAccess } from '../../../src/application/phone-system/access.js';
import type { PhoneSystemError } from '../../../src/application/ports/phone-system.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import {
  type Conflict,
  conflict,
  type StorageError,
  storageFault,
  storageUnavailable,
} from '../../../src/application/ports/storage-error.js';
import { type RecordOf, recordOf } from '../../../src/application/records/app-record.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { beginCoverage, type Coverage } from '../../../src/domain/coverage/coverage.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, dialpadId, firstKey, NOON, upTo } from '../../../src/testing/storage/samples.js';
import { applyObservationsOn, deliver, eventsIn } from '../../support/apply-observations.js';
import { type FakePhoneSystem, fakePhoneSystem } from '../../support/fake-phone-system.js';
import { recordingLogger } from '../../support/recording-logger.js';
import { reported } from '../../support/reported-calls.js';
import { gate, nextTurn, type SettableClock, settableClock } from '../../support/time.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DOWN: PhoneSystemError = { _tag: 'PhoneSystemUnavailable', detail: 'no answer', retryAfterMs: null };

describe('coverage', () => {
  let tenant: AppTenant;
  let storage: Storage;
  let coverage: RecordOf<Coverage>;
  let phone: FakePhoneSystem;
  let clock: SettableClock;
  let logger: ReturnType<typeof recordingLogger>;
  let withAccess: WithAccess;
  /** The apps for which filling was to begin at once. */
  let kicked: string[];

  const deps = (owner = 'one', changed: Partial<Parameters<typeof makeFillGaps>[0]> = {}) => ({
    coverage,
    withAccess,
    phone,
    payloads: payloadReader,
    calls: storage.calls,
    applyObservations: applyObservationsOn(storage, clock, { owner }),
    clock,
    logger,
    owner,
    ...changed,
  });
  const watch = (owner?: string) => rightOf(makeMarkWatched(deps(owner))(tenant.id));
  const fill = (owner?: string, goesOn?: () => boolean) =>
    rightOf(makeFillGaps(deps(owner))(tenant.id, goesOn === undefined ? {} : { goesOn }));
  /** Fills with some dependencies changed. */
  const fillWith = (changed: Parameters<typeof deps>[1], how: HowToFill = {}) =>
    makeFillGaps(deps('one', changed))(tenant.id, how);
  const backfill = (from: number, to: number) =>
    makeRequestBackfill({ coverage, withAccess, kick: (id) => kicked.push(id), clock })(tenant.id, { from, to });

  const stored = () => someOf(coverage.read(tenant.id));
  const announced = async () =>
    (await eventsIn(storage, tenant.id)).map(({ content, replayed }) => ({ ...content, replayed }));
  const types = async () => (await announced()).map(({ type }) => type);
  const calls = async () => (await rightOf(storage.calls.list(tenant.id, {}, { limit: 100, offset: 0 }))).items;
  const atPhone = (...all: readonly ReturnType<typeof reported>[]): void => {
    for (const call of all) phone.calls.set(call.id, call);
  };
  const over = (id: number, started: number, more = {}) =>
    reported(id, { started, connected: started + SECOND, ended: started + MINUTE }, more);

  /** Listens, asks once, and then does not listen for so long. */
  const silence = async (ms: number): Promise<void> => {
    await watch();
    clock.advance(SECOND);
    await watch();
    await fill();
    expect(phone.listed.splice(0)).to.have.length(1);
    phone.asked.splice(0);
    clock.advance(ms - SECOND);
  };

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    phone = fakePhoneSystem();
    clock = settableClock();
    coverage = recordOf(storage.records, 'coverage', () => beginCoverage(clock.now()));
    logger = recordingLogger();
    withAccess = (_appId, use) => use({ token: 'token' });
    kicked = [];
  });

  describe('a gap', () => {
    it('is a silence that is longer than the phone system retries an event; it is announced once', async () => {
      await watch();
      clock.advance(15 * SECOND);
      await watch();
      expect((await stored()).gaps).to.deep.equal([]);
      clock.advance(16 * SECOND);
      await watch();
      await watch();
      const gap = { from: NOON + 15 * SECOND, to: clock.now(), detectedAt: clock.now(), filledAt: null };
      expect(await announced()).to.deep.equal([{ type: 'coverage.gap_detected', gap, replayed: false }]);
    });

    it('concerns no user in particular, and the log has its range', async () => {
      await silence(HOUR);
      const answer = await watch();
      expect(answer).to.deep.equal(await stored());
      const [event] = await eventsIn(storage, tenant.id);
      expect(event).to.include({ happenedAt: clock.now(), targetCrmUser: null });
      const [line] = logger.lines.filter(({ level }) => level === 'warn');
      expect(line?.fields).to.deep.equal({
        app_id: tenant.id,
        from: NOON + SECOND,
        to: clock.now(),
      });
    });

    it('that cannot be announced is an error', async () => {
      await silence(HOUR);
      const down = storageUnavailable('no answer');
      const mute = makeMarkWatched(deps('one', { applyObservations: () => TE.left(down) }))(tenant.id);
      expect(await leftOf(mute)).to.deep.equal(down);
    });

    it('is announced once though several processes find it at the same moment', async () => {
      await silence(HOUR);
      await Promise.all(['one', 'two', 'three'].map(watch));
      expect(await types()).to.deep.equal(['coverage.gap_detected']);
    });

    it('does not exist while another process listens', async () => {
      await watch('one');
      for (const _ of upTo(10)) {
        clock.advance(10 * SECOND);
        await watch('two');
      }
      await watch('one');
      expect((await stored()).gaps).to.deep.equal([]);
    });

    it('is filled from the list: the calls are announced as replayed, and then that the gap is filled', async () => {
      await silence(HOUR);
      atPhone(over(1, NOON + 10 * MINUTE), over(2, NOON + 20 * MINUTE));
      await watch();
      await fill();
      const events = await announced();
      expect(events.map(({ type, replayed }) => `${type}${replayed ? ' late' : ''}`)).to.deep.equal([
        'coverage.gap_detected',
        'call.ended late',
        'call.ended late',
        'coverage.gap_filled',
      ]);
      expect((await stored()).gaps[0]?.filledAt).to.equal(clock.now());
      expect((await stored()).complete).to.deep.equal([{ from: NOON, to: clock.now() }]);
    });

    it('is asked for once, and nothing is announced twice when it is asked for again', async () => {
      await silence(HOUR);
      atPhone(over(1, NOON + 10 * MINUTE));
      await watch();
      for (const _ of upTo(3)) await fill();
      expect(phone.listed).to.have.length(1);
      const before = await types();
      await rightOf(backfill(NOON, clock.now()));
      await fill();
      expect(phone.listed).to.have.length(2);
      expect(await types()).to.deep.equal(before);
    });

    it('is asked for with a margin on both sides', async () => {
      await silence(HOUR);
      await watch();
      await fill();
      expect(phone.listed.at(-1)).to.deep.equal({
        from: NOON + SECOND - 10 * MINUTE,
        to: clock.now() + 10 * MINUTE,
        page: null,
      });
    });

    it('that several processes find is asked for by one', async () => {
      await silence(HOUR);
      await watch();
      await Promise.all(['one', 'two', 'three'].map((owner) => fill(owner)));
      expect(phone.listed).to.have.length(1);
      expect(await types()).to.deep.equal(['coverage.gap_detected', 'coverage.gap_filled']);
    });

    it('of several days is asked for day by day, oldest first, to the end', async () => {
      await silence(3 * DAY + SECOND);
      await watch();
      await fill();
      const asked = phone.listed.map(({ from, to }) => (to - from - 20 * MINUTE) / DAY);
      expect(asked).to.deep.equal([1, 1, 1]);
      expect(await stored()).to.deep.include({
        complete: [{ from: NOON, to: clock.now() }],
        filling: null,
        filledAt: clock.now(),
      });
    });
  });

  it('is asked for when a process begins to listen, though there was no gap, and then every hour', async () => {
    await silence(SECOND);
    for (const hour of upTo(3)) {
      for (const _ of upTo(60 * 6)) {
        clock.advance(10 * SECOND);
        await watch();
        await fill();
      }
      expect(phone.listed).to.have.length(hour + 1);
    }
    expect((await stored()).gaps).to.deep.equal([]);
  });

  it('is asked for at once on demand, as after a start, though it is not due', async () => {
    await silence(10 * SECOND);
    await fill();
    expect(phone.listed).to.have.length(0);
    await rightOf(makeFillGaps(deps())(tenant.id, { atOnce: true }));
    expect(phone.listed).to.have.length(1);
    expect((await stored()).complete.at(-1)?.to).to.equal(clock.now());
  });

  it('is asked for at once on demand, though the last attempt was put off', async () => {
    await silence(HOUR);
    phone.before = () => DOWN;
    await watch();
    await fill();
    phone.before = () => null;
    await rightOf(fillWith({}, { atOnce: true }));
    expect(phone.listed).to.have.length(1);
  });

  it('is asked for once on demand, though time passes meanwhile', async () => {
    await silence(HOUR);
    phone.before = () => {
      clock.advance(SECOND);
      return null;
    };
    await rightOf(fillWith({}, { atOnce: true }));
    expect(phone.listed).to.have.length(1);
  });

  it('is not asked for where no process listens yet, or all is complete', async () => {
    for (const atOnce of [false, true]) {
      await rightOf(fillWith({}, { atOnce }));
      expect(await rightOf(coverage.read(tenant.id))).to.deep.equal(O.none);
    }
    await watch();
    for (const atOnce of [false, true]) await rightOf(fillWith({}, { atOnce }));
    expect(phone.listed).to.deep.equal([]);
    expect(await stored()).to.deep.include({ filling: null, filledAt: null });
  });

  it('is not asked for once the server stops', async () => {
    await silence(HOUR);
    await watch();
    const before = await stored();
    await fill('one', () => false);
    expect(phone.asked).to.deep.equal([]);
    expect(await stored()).to.deep.equal(before);
  });

  it('does not wait an hour between the pieces of a long range', async () => {
    await watch();
    for (const _ of upTo((2 * DAY) / (10 * SECOND))) {
      clock.advance(10 * SECOND);
      await watch();
    }
    await fill();
    expect((await stored()).complete).to.deep.equal([{ from: NOON, to: clock.now() }]);
  });

  it('is complete no further than it was asked for, where clocks differ', async () => {
    await silence(HOUR);
    const ahead = settableClock(clock.now() + 30 * SECOND);
    await rightOf(makeMarkWatched({ ...deps(), clock: ahead })(tenant.id));
    await fill();
    expect(phone.listed).to.have.length(1);
    expect(await types()).to.deep.equal(['coverage.gap_detected']);
    clock.advance(31 * SECOND);
    await fill();
    expect(await types()).to.deep.equal(['coverage.gap_detected', 'coverage.gap_filled']);
  });

  describe('in pages', () => {
    beforeEach(async () => {
      await silence(HOUR);
      atPhone(...upTo(5).map((n) => over(n + 1, NOON + n * MINUTE)));
      await watch();
    });

    it('is read to the last page', async () => {
      await fill();
      expect(phone.listed.map(({ page }) => page)).to.deep.equal([null, '2', '4']);
      expect(await calls()).to.have.length(5);
    });

    it('shows how far it has come', async () => {
      const seen: (number | undefined)[] = [];
      phone.before = async () => {
        seen.push((await stored()).filling?.listed);
        return null;
      };
      await fill();
      expect(seen).to.deep.equal([0, 2, 4]);
    });

    it('is put off when a page fails, and read from the start later', async () => {
      phone.before = (_request, nth) => (nth === 2 ? DOWN : null);
      await fill();
      expect(await stored()).to.deep.include({
        filling: null,
        trouble: { reason: 'the phone system is out of reach: no answer', retryAt: clock.now() + MINUTE },
      });
      expect(await types()).not.to.include('coverage.gap_filled');

      clock.advance(MINUTE - 1);
      await fill();
      expect(phone.listed).to.have.length(1);
      clock.advance(1);
      await fill();
      expect(await calls()).to.have.length(5);
      expect((await types()).filter((type) => type === 'call.ended')).to.have.length(5);
      expect(await stored()).to.deep.include({ trouble: null });
    });

    it('is put off for as long as the phone system asks', async () => {
      phone.before = () => ({ ...DOWN, retryAfterMs: 5 * MINUTE });
      await fill();
      expect((await stored()).trouble?.retryAt).to.equal(clock.now() + 5 * MINUTE);
    });

    it('is put off for at least a minute', async () => {
      phone.before = () => ({ ...DOWN, retryAfterMs: SECOND });
      await fill();
      expect((await stored()).trouble?.retryAt).to.equal(clock.now() + MINUTE);
    });

    it('is put off when the list does not come to an end', async () => {
      withAccess = (_appId, use) => async () => {
        const done = await use({ token: 'token' })();
        return E.isRight(done) ? E.right({ ...done.right, next: 'the same' }) : done;
      };
      await fill();
      expect((await stored()).trouble?.reason).to.contain('does not come to an end');
      expect(phone.listed, 'as soon as a page names one that was read').to.have.length(2);
    });

    it('is put off when the list has more pages than any company’s day', async () => {
      let pages = 0;
      // Coverage in memory: there are many pages, and storage would be slow.
      let own = await stored();
      const change: RecordOf<Coverage>['change'] = (_id, decide) => async () => {
        const decided = decide(own);
        if (E.isRight(decided)) own = decided.right.record;
        return decided;
      };
      const endless: Parameters<typeof deps>[1] = {
        coverage: { ...coverage, change },
        phone: {
          listCalls: () => {
            pages += 1;
            return TE.right({ items: [], next: String(pages) });
          },
        },
        applyObservations: () => TE.right(undefined),
      };
      await rightOf(fillWith(endless));
      expect(pages).to.equal(20_001);
      expect(own.trouble?.reason).to.contain('does not come to an end');
    });

    it('is taken over by another process when the one that holds the lease has died', async () => {
      phone.before = (_request, nth) => (nth === 2 ? new Promise(() => undefined) : null);
      void fill('dying');
      for (const _ of upTo(5)) await nextTurn();
      phone.before = () => null;
      await fill('two');
      expect(await calls()).to.have.length(2);
      clock.advance(120 * SECOND);
      await fill('two');
      expect(await calls()).to.have.length(5);
      expect(await types()).to.include('coverage.gap_filled');
    });

    it('is left to the process that has taken over from one that took too long', async () => {
      const [slow, fast] = [gate(), gate()];
      phone.before = async (_request, nth) => {
        await [null, slow.passed, fast.passed][nth - 1];
        return nth === 2 ? DOWN : null;
      };
      const first = fill('slow');
      for (const _ of upTo(5)) await nextTurn();
      clock.advance(121 * SECOND);
      const second = fill('fast');
      await nextTurn();
      const held = (await stored()).filling;
      expect(held?.owner).to.equal('fast');
      slow.open();
      await first;
      expect(await stored()).to.deep.include({ filling: held, trouble: null });
      fast.open();
      await second;
      expect(await stored()).to.deep.include({ filling: null });
      expect(await types()).to.include('coverage.gap_filled');
    });

    /** One process takes so long for its second page that its lease runs out, and `by` begins anew. */
    const overtaken = async (by: string) => {
      const [slow, fast] = [gate(), gate()];
      phone.before = async (_request, nth) => {
        await [null, slow.passed, fast.passed][nth - 1];
        return null;
      };
      const first = fill('slow');
      for (const _ of upTo(5)) await nextTurn();
      clock.advance(121 * SECOND);
      const second = fill(by);
      for (const _ of upTo(5)) await nextTurn();
      return { slow, fast, first, second };
    };

    for (const by of ['fast', 'slow']) {
      it(`is not read further by a process that took too long, where ${by === 'slow' ? 'it has itself' : 'another has'} begun anew`, async () => {
        const { slow, fast, first, second } = await overtaken(by);
        const held = (await stored()).filling;
        expect(held).to.include({ owner: by, startedAt: clock.now() });
        slow.open();
        await first;
        expect(phone.asked).to.have.length(3);
        expect(await stored()).to.deep.include({ filling: held, trouble: null });
        expect(
          logger.lines.filter(({ fields }) => 'reason' in fields),
          'which is no trouble',
        ).to.deep.equal([]);
        fast.open();
        await second;
        expect(await stored()).to.deep.include({ filling: null, trouble: null });
      });
    }

    it('is not read further by a process that took too long when another has completed it', async () => {
      const { slow, fast, first, second } = await overtaken('fast');
      fast.open();
      await second;
      const [done, asked] = [await stored(), phone.asked.length];
      slow.open();
      await first;
      expect(phone.asked).to.have.length(asked);
      expect(await stored()).to.deep.equal(done);
    });

    it('is not put off for the trouble of a process that took too long when another has completed it', async () => {
      const door = gate();
      phone.before = async (_request, nth) => {
        if (nth !== 2) return null;
        await door.passed;
        return DOWN;
      };
      const slow = fill('slow');
      for (const _ of upTo(5)) await nextTurn();
      clock.advance(121 * SECOND);
      await fill('fast');
      const done = await stored();
      door.open();
      await slow;
      expect(await stored()).to.deep.equal(done);
    });

    it('stays with the process that holds the lease for as long as pages come', async () => {
      phone.before = async (_request, nth) => {
        if (nth > 1) {
          clock.advance(100 * SECOND);
          await fill('two');
        }
        return null;
      };
      await fill('one');
      expect(phone.listed.map(({ page }) => page)).to.deep.equal([null, '2', '4']);
    });

    it('goes on after a call that cannot be translated', async () => {
      phone.calls.set(dialpadId(3), { ...over(3, NOON + 2 * MINUTE), payload: '{}' });
      await fill();
      expect(await calls()).to.have.length(4);
      expect(await stored()).to.deep.include({ trouble: null, filling: null });
      expect(logger.lines.filter(({ level }) => level === 'error')).to.deep.equal([]);
    });

    it('is interrupted when the server stops, so that another process may go on at once', async () => {
      let pages = 0;
      phone.before = () => {
        pages += 1;
        return null;
      };
      await fill('one', () => pages < 1);
      expect(pages).to.equal(1);
      expect(await stored()).to.deep.include({ filling: null, trouble: null });
      await fill('two');
      expect(await types()).to.include('coverage.gap_filled');
    });

    it('goes on after a call that causes a bug', async () => {
      const spoilt = {
        ...deps(),
        payloads: {
          translate: (event: Parameters<typeof payloadReader.translate>[0]) => {
            if (event.payload.includes('"call_id":"3"')) throw new Error('a bug');
            return payloadReader.translate(event);
          },
        },
      };
      await rightOf(makeFillGaps(spoilt)(tenant.id));
      expect(await calls()).to.have.length(4);
      expect(logger.lines.filter(({ level }) => level === 'error')).to.have.length(1);
      expect(await types()).to.include('coverage.gap_filled');
    });

    describe('that storage does not accept', () => {
      /** How many observations came with each attempt to apply some. */
      let attempts: number[];
      /** Applies observations, unless the nth attempt is to fail. */
      const failing =
        (nth: number, error: StorageError | Conflict, more: readonly number[] = []): ApplyObservations =>
        (batch) => {
          attempts.push(batch.observations.length);
          const isRefused = attempts.length === nth || more.includes(attempts.length);
          return isRefused ? TE.left(error) : applyObservationsOn(storage, clock)(batch);
        };

      beforeEach(() => {
        attempts = [];
      });

      it('is tried call by call where it is refused, and what is refused again is left out', async () => {
        await rightOf(fillWith({ applyObservations: failing(1, storageFault('no'), [2]) }));
        // The page, its two calls, the other pages, and that the gap is filled.
        expect(attempts).to.deep.equal([2, 1, 1, 2, 1, 0]);
        expect(await calls()).to.have.length(4);
        expect(await stored()).to.deep.include({ trouble: null });
        expect(logger.lines.filter(({ level }) => level === 'error')).to.have.length(1);
      });

      for (const error of [storageUnavailable('no answer'), conflict]) {
        it(`is put off at once, and not tried call by call, for ${error._tag}`, async () => {
          await rightOf(fillWith({ applyObservations: failing(1, error) }));
          expect(attempts).to.deep.equal([2]);
          expect((await stored()).trouble).to.deep.equal({
            reason: 'storage could not save the calls',
            retryAt: clock.now() + MINUTE,
          });
        });
      }

      it('is put off where storage is out of reach by the time that it is tried call by call', async () => {
        let nth = 0;
        const applyObservations: ApplyObservations = () => {
          nth += 1;
          return TE.left(nth === 1 ? storageFault('no') : storageUnavailable('no answer'));
        };
        await rightOf(fillWith({ applyObservations }));
        expect(nth).to.equal(2);
        expect((await stored()).trouble?.reason).to.equal('storage could not save the calls');
      });

      it('is complete though the filled gap cannot be announced, which is an error', async () => {
        expect(await leftOf(fillWith({ applyObservations: failing(4, conflict) }))).to.deep.equal(conflict);
        expect((await stored()).gaps[0]?.filledAt).to.equal(clock.now());
      });
    });

    describe('is an error once storage is out of reach', () => {
      const UNAVAILABLE = { _tag: 'StorageUnavailable' };

      it('when a page is to be put off', async () => {
        phone.before = async () => {
          await storage.close();
          return DOWN;
        };
        expect(await leftOf(fillWith({}))).to.include(UNAVAILABLE);
      });

      it('when a piece is to be noted as complete', async () => {
        phone.pageSize = 5;
        const applyObservations: ApplyObservations = (batch) => async () => {
          const done = await applyObservationsOn(storage, clock)(batch)();
          await storage.close();
          return done;
        };
        expect(await leftOf(fillWith({ applyObservations }))).to.include(UNAVAILABLE);
      });

      it('when the lease is to be released', async () => {
        let asked = 0;
        let isLast = Promise.resolve();
        const goesOn = (): boolean => {
          asked += 1;
          if (asked > 1) isLast = storage.close();
          return asked === 1;
        };
        expect(await leftOf(fillWith({}, { goesOn }))).to.include(UNAVAILABLE);
        await isLast;
      });

      it('when the lease is to be renewed for the next page', async () => {
        let asked = 0;
        const goesOn = (): boolean => {
          asked += 1;
          if (asked > 1) void storage.close();
          return true;
        };
        expect(await leftOf(fillWith({}, { goesOn }))).to.include(UNAVAILABLE);
      });
    });

    for (const error of [storageUnavailable('no answer'), storageFault('no')]) {
      it(`is put off where the calls in progress cannot be loaded: ${error._tag}`, async () => {
        await rightOf(fillWith({ calls: { stale: () => TE.left(error) } }));
        expect(phone.asked).to.deep.equal([]);
        expect((await stored()).trouble?.reason).to.equal('storage could not save the calls');
      });
    }
  });

  it('of several days ends where one piece cannot be saved', async () => {
    await silence(3 * DAY);
    await watch();
    let changes = 0;
    // The first begins a piece, the second would complete it.
    const change: RecordOf<Coverage>['change'] = (id, decide) => {
      changes += 1;
      return changes === 2 ? TE.left(storageFault('no')) : coverage.change(id, decide);
    };
    expect(await leftOf(fillWith({ coverage: { ...coverage, change } }))).to.deep.equal(storageFault('no'));
    expect(phone.listed).to.have.length(1);
  });

  it('announces nothing where it fills no gap', async () => {
    await silence(2 * HOUR);
    const batches: Parameters<ApplyObservations>[0][] = [];
    const applyObservations: ApplyObservations = (batch) => {
      batches.push(batch);
      return TE.right(undefined);
    };
    await rightOf(fillWith({ applyObservations }));
    expect(batches, 'only the page of calls, which is empty').to.deep.equal([{ observations: [] }]);
  });

  describe('of a call that is stored', () => {
    const ringing = (started: number) => ({
      call_id: 1,
      state: 'connected',
      direction: 'inbound',
      external_number: '+15550100',
      date_started: started,
      date_connected: started + SECOND,
      event_timestamp: started + SECOND,
      target: { type: 'user', id: 7 },
    });

    it('and began long before the gap, and ended in it, closes that call', async () => {
      await deliver(applyObservationsOn(storage, clock), tenant.id, clock.now(), ringing(NOON));
      for (const _ of upTo(6 * 60 * 3)) {
        clock.advance(10 * SECOND);
        await watch();
      }
      await fill();
      clock.advance(HOUR);
      atPhone(reported(1, { started: NOON, connected: NOON + SECOND, ended: clock.now() - MINUTE }));
      await watch();
      await fill();
      const [call] = await calls();
      expect(call).to.include({ status: 'ended', endedAt: clock.now() - MINUTE });
      expect((await types()).filter((type) => type === 'call.ended')).to.have.length(1);
    });

    for (const [title, ms, goesBack] of [
      ['and began a day before the gap, is asked for from its start', DAY, true],
      ['and began more than a day before the gap, is ignored', DAY + 1, false],
    ] as const) {
      it(title, async () => {
        await watch();
        clock.advance(HOUR);
        await rightOf(backfill(NOON, clock.now()));
        await deliver(applyObservationsOn(storage, clock), tenant.id, clock.now(), ringing(NOON - ms));
        clock.advance(1);
        await fill();
        expect(phone.listed[0]?.from).to.equal(goesBack ? NOON - ms : NOON - 10 * MINUTE);
      });
    }

    it('and began in the gap, is asked for from the start of the gap', async () => {
      await silence(HOUR);
      await deliver(applyObservationsOn(storage, clock), tenant.id, clock.now(), ringing(NOON + 30 * MINUTE));
      clock.advance(SECOND);
      await watch();
      await fill();
      expect(phone.listed[0]?.from).to.equal(NOON + SECOND - 10 * MINUTE);
    });

    it('adds what was missed of it, and announces that as replayed', async () => {
      await deliver(applyObservationsOn(storage, clock), tenant.id, clock.now(), {
        ...ringing(NOON),
        state: 'hangup',
        date_ended: NOON + MINUTE,
        event_timestamp: NOON + MINUTE,
      });
      await silence(HOUR);
      atPhone(over(1, NOON, { labels: ['urgent'] }));
      await watch();
      await fill();
      expect((await announced()).filter(({ type }) => type === 'call.updated')).to.have.length(1);
      expect((await announced()).find(({ type }) => type === 'call.updated')).to.deep.include({
        replayed: true,
        changed: ['labels'],
      });
    });
  });

  it('says why calls could not be asked for, and asks again a minute later', async () => {
    await silence(HOUR);
    await watch();
    const reasons: readonly (readonly [object, string])[] = [
      [{ _tag: 'NotConnected', broken: null }, 'the app is not connected to the phone system'],
      [{ _tag: 'AccessRefused', reason: 'not-permitted', detail: 'no' }, 'the connection may not list calls: no'],
      [{ _tag: 'RequestRefused', detail: 'no' }, 'the phone system refused the request: no'],
    ];
    for (const [error, reason] of reasons) {
      withAccess = () => TE.left(error as PhoneSystemError);
      await fill();
      expect((await stored()).trouble).to.deep.equal({ reason, retryAt: clock.now() + MINUTE });
      clock.advance(MINUTE);
    }
    const warned = logger.lines.flatMap(({ level, fields }) =>
      level === 'warn' && 'reason' in fields ? [fields.reason] : [],
    );
    expect(warned, 'that nothing is connected is not logged').to.deep.equal(
      reasons.slice(1).map(([, reason]) => reason),
    );
  });

  it('is an error while storage is out of reach, and nothing is put off', async () => {
    await silence(HOUR);
    await storage.close();
    expect(await leftOf(makeFillGaps(deps())(tenant.id))).to.include({ _tag: 'StorageUnavailable' });
    expect(await leftOf(makeMarkWatched(deps())(tenant.id))).to.include({ _tag: 'StorageUnavailable' });
  });

  describe('that an administrator requests', () => {
    it('is asked for though it is complete, or lies before the coverage', async () => {
      await silence(MINUTE);
      atPhone(over(1, NOON - 5 * DAY));
      const asked = await rightOf(backfill(NOON - 5 * DAY, NOON - 5 * DAY + HOUR));
      expect(kicked).to.deep.equal([tenant.id]);
      expect(asked.requested).to.deep.equal([{ from: NOON - 5 * DAY, to: NOON - 5 * DAY + HOUR }]);
      await fill();
      expect(await calls()).to.have.length(1);
      expect(await stored()).to.deep.include({ requested: [], filling: null });
      await rightOf(backfill(NOON - 5 * DAY, NOON - 5 * DAY + HOUR));
      await fill();
      expect(phone.listed).to.have.length(2);
    });

    it('is begun at once, though the last attempt was put off', async () => {
      await silence(HOUR);
      await watch();
      phone.before = () => DOWN;
      await fill();
      phone.before = () => null;
      await rightOf(backfill(NOON, clock.now()));
      await fill();
      expect(await types()).to.include('coverage.gap_filled');
    });

    it('does not count as the hourly request', async () => {
      await silence(59 * MINUTE + SECOND);
      await rightOf(backfill(NOON - DAY, NOON - DAY + MINUTE));
      await fill();
      const asked = phone.listed.length;
      clock.advance(MINUTE);
      await fill();
      expect(phone.listed).to.have.length(asked + 1);
    });

    it('is refused where it is empty, upside down, or not over', async () => {
      for (const [from, to] of [
        [NOON, NOON],
        [NOON, NOON - 1],
        [NOON, NOON + 1],
      ] as const) {
        expect(await leftOf(backfill(from, to))).to.include({ _tag: 'BadTimeRange' });
      }
      expect(await rightOf(coverage.read(tenant.id))).to.deep.equal(O.none);
      expect(kicked).to.deep.equal([]);
    });

    it('may be as long as a leap year, and no longer', async () => {
      await rightOf(backfill(NOON - 366 * DAY, NOON));
      expect(await leftOf(backfill(NOON - 366 * DAY - 1, NOON))).to.include({ _tag: 'BadTimeRange' });
    });

    it('begins the coverage where no process listened yet', async () => {
      expect(await rightOf(backfill(NOON - HOUR, NOON))).to.deep.include({ since: NOON, watchedUntil: NOON, gaps: [] });
      expect((await stored()).requested).to.deep.equal([{ from: NOON - HOUR, to: NOON }]);
    });

    it('is not begun where storage could not save it', async () => {
      await storage.close();
      expect(await leftOf(backfill(NOON - HOUR, NOON))).to.include({ _tag: 'StorageUnavailable' });
      expect(kicked).to.deep.equal([]);
    });

    it('is refused at once without a connection', async () => {
      withAccess = () => TE.left({ _tag: 'NotConnected', broken: 'withdrawn' });
      expect(await leftOf(backfill(NOON - HOUR, NOON))).to.deep.equal({ _tag: 'NotConnected', broken: 'withdrawn' });
      expect(await rightOf(coverage.read(tenant.id))).to.deep.equal(O.none);
      expect(kicked).to.deep.equal([]);
    });
  });
});
