import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { payloadReader } from '../../../src/adapters/outbound/dialpad/payload-reader.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeFillGaps } from '../../../src/application/backfill/fill-gaps.js';
import { makeMarkWatched } from '../../../src/application/backfill/mark-watched.js';
import { makeRequestBackfill } from '../../../src/application/backfill/request-backfill.js';
import type { WithAccess } from '../../../src/application/phone-system/access.js';
import type { PhoneSystemError } from '../../../src/application/ports/phone-system.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { type RecordOf, recordOf } from '../../../src/application/records/app-record.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { Coverage } from '../../../src/domain/coverage/coverage.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey, NOON, upTo } from '../../../src/testing/storage/samples.js';
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
  let ledger: RecordOf<Coverage>;
  let phone: FakePhoneSystem;
  let clock: SettableClock;
  let logger: ReturnType<typeof recordingLogger>;
  let withAccess: WithAccess;

  const deps = (owner = 'one') => ({
    ledger,
    withAccess,
    phone,
    payloads: payloadReader,
    calls: storage.calls,
    applyObservations: applyObservationsOn(storage, clock, { owner }),
    clock,
    logger,
    owner,
  });
  const watch = (owner?: string) => rightOf(makeMarkWatched(deps(owner))(tenant.id));
  const fill = (owner?: string, goesOn?: () => boolean) =>
    rightOf(makeFillGaps(deps(owner))(tenant.id, goesOn === undefined ? {} : { goesOn }));
  const backfill = (from: number, to: number) =>
    makeRequestBackfill({ ledger, withAccess, kick: () => undefined, clock })(tenant.id, { from, to });

  const kept = () => someOf(ledger.read(tenant.id));
  const told = async () =>
    (await eventsIn(storage, tenant.id)).map(({ content, replayed }) => ({ ...content, replayed }));
  const types = async () => (await told()).map(({ type }) => type);
  const calls = async () => (await rightOf(storage.calls.list(tenant.id, {}, { limit: 100, offset: 0 }))).items;
  const atPhone = (...all: readonly ReturnType<typeof reported>[]): void => {
    for (const call of all) phone.calls.set(call.id, call);
  };
  const over = (id: number, started: number, more = {}) =>
    reported(id, { started, connected: started + SECOND, ended: started + MINUTE }, more);

  /** Listens, asks once, and then hears nothing for so long. */
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
    ledger = recordOf<Coverage>(storage.records, 'coverage');
    phone = fakePhoneSystem();
    clock = settableClock();
    logger = recordingLogger();
    withAccess = (_appId, use) => use({ token: 'token' });
  });

  describe('a gap', () => {
    it('is a silence for longer than the phone system tries an event, told once', async () => {
      await watch();
      clock.advance(15 * SECOND);
      await watch();
      expect((await kept()).gaps).to.deep.equal([]);
      clock.advance(16 * SECOND);
      await watch();
      await watch();
      const gap = { from: NOON + 15 * SECOND, to: clock.now(), detectedAt: clock.now(), filledAt: null };
      expect(await told()).to.deep.equal([{ type: 'coverage.gap_detected', gap, replayed: false }]);
    });

    it('is told once though several processes find it at the same moment', async () => {
      await silence(HOUR);
      await Promise.all(['one', 'two', 'three'].map(watch));
      expect(await types()).to.deep.equal(['coverage.gap_detected']);
    });

    it('is none while another process listens', async () => {
      await watch('one');
      for (const _ of upTo(10)) {
        clock.advance(10 * SECOND);
        await watch('two');
      }
      await watch('one');
      expect((await kept()).gaps).to.deep.equal([]);
    });

    it('is filled from the list: the calls come out as told late, and that it is filled comes last', async () => {
      await silence(HOUR);
      atPhone(over(1, NOON + 10 * MINUTE), over(2, NOON + 20 * MINUTE));
      await watch();
      await fill();
      const events = await told();
      expect(events.map(({ type, replayed }) => `${type}${replayed ? ' late' : ''}`)).to.deep.equal([
        'coverage.gap_detected',
        'call.ended late',
        'call.ended late',
        'coverage.gap_filled',
      ]);
      expect((await kept()).gaps[0]?.filledAt).to.equal(clock.now());
      expect((await kept()).complete).to.deep.equal([{ from: NOON, to: clock.now() }]);
    });

    it('is asked for once, and nothing is told twice when it is asked for again', async () => {
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

    it('is asked for with room on both sides', async () => {
      await silence(HOUR);
      await watch();
      await fill();
      expect(phone.listed.at(-1)).to.deep.equal({
        from: NOON + SECOND - 10 * MINUTE,
        to: clock.now() + 10 * MINUTE,
        page: null,
      });
    });

    it('that several processes see is asked for by one', async () => {
      await silence(HOUR);
      await watch();
      await Promise.all(['one', 'two', 'three'].map((owner) => fill(owner)));
      expect(phone.listed).to.have.length(1);
      expect(await types()).to.deep.equal(['coverage.gap_detected', 'coverage.gap_filled']);
    });

    it('of several days is asked for a day at a time, oldest first, to the end', async () => {
      await silence(3 * DAY + SECOND);
      await watch();
      await fill();
      const asked = phone.listed.map(({ from, to }) => (to - from - 20 * MINUTE) / DAY);
      expect(asked).to.deep.equal([1, 1, 1]);
      expect(await kept()).to.deep.include({
        complete: [{ from: NOON, to: clock.now() }],
        filling: null,
        filledAt: clock.now(),
      });
    });
  });

  it('is asked for by a process that has just begun to listen, though there was no gap, and then every hour', async () => {
    await silence(SECOND);
    for (const hour of upTo(3)) {
      for (const _ of upTo(60 * 6)) {
        clock.advance(10 * SECOND);
        await watch();
        await fill();
      }
      expect(phone.listed).to.have.length(hour + 1);
    }
    expect((await kept()).gaps).to.deep.equal([]);
  });

  it('is asked for at once where that is wanted, as after a start, though it is not due', async () => {
    await silence(10 * SECOND);
    await fill();
    expect(phone.listed).to.have.length(0);
    await rightOf(makeFillGaps(deps())(tenant.id, { atOnce: true }));
    expect(phone.listed).to.have.length(1);
    expect((await kept()).complete.at(-1)?.to).to.equal(clock.now());
  });

  it('does not wait an hour for what is left of a long range that nobody could ask for', async () => {
    await watch();
    for (const _ of upTo((2 * DAY) / (10 * SECOND))) {
      clock.advance(10 * SECOND);
      await watch();
    }
    await fill();
    expect((await kept()).complete).to.deep.equal([{ from: NOON, to: clock.now() }]);
  });

  it('is noted as filled no further than it was asked for, should clocks differ', async () => {
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

    it('is read to the last', async () => {
      await fill();
      expect(phone.listed.map(({ page }) => page)).to.deep.equal([null, '2', '4']);
      expect(await calls()).to.have.length(5);
    });

    it('shows how far it has come', async () => {
      const seen: (number | undefined)[] = [];
      phone.before = async () => {
        seen.push((await kept()).filling?.listed);
        return null;
      };
      await fill();
      expect(seen).to.deep.equal([0, 2, 4]);
    });

    it('is put off when a page fails, and read from the start when it is time again', async () => {
      phone.before = (_request, nth) => (nth === 2 ? DOWN : null);
      await fill();
      expect(await kept()).to.deep.include({
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
      expect(await kept()).to.deep.include({ trouble: null });
    });

    it('is put off for as long as the phone system asks', async () => {
      phone.before = () => ({ ...DOWN, retryAfterMs: 5 * MINUTE });
      await fill();
      expect((await kept()).trouble?.retryAt).to.equal(clock.now() + 5 * MINUTE);
    });

    it('is put off when the list does not come to an end', async () => {
      withAccess = (_appId, use) => async () => {
        const done = await use({ token: 'token' })();
        return E.isRight(done) ? E.right({ ...done.right, next: 'the same' }) : done;
      };
      await fill();
      expect((await kept()).trouble?.reason).to.contain('does not come to an end');
    });

    it('goes on by another process when the one that was at it has died', async () => {
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

    it('is left to who has taken over from a process that took too long', async () => {
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
      const held = (await kept()).filling;
      expect(held?.owner).to.equal('fast');
      slow.open();
      await first;
      expect(await kept()).to.deep.include({ filling: held, trouble: null });
      fast.open();
      await second;
      expect(await kept()).to.deep.include({ filling: null });
      expect(await types()).to.include('coverage.gap_filled');
    });

    it('is left for later once the server stops, so that another may go on at once', async () => {
      let pages = 0;
      phone.before = () => {
        pages += 1;
        return null;
      };
      await fill('one', () => pages < 1);
      expect(pages).to.equal(1);
      expect(await kept()).to.deep.include({ filling: null, trouble: null });
      await fill('two');
      expect(await types()).to.include('coverage.gap_filled');
    });

    it('goes on behind a call that brings out a bug', async () => {
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
  });

  describe('of a call that is known', () => {
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

    it('adds what was missed of it, and tells that as late', async () => {
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
      expect((await told()).filter(({ type }) => type === 'call.updated')).to.have.length(1);
      expect((await told()).find(({ type }) => type === 'call.updated')).to.deep.include({
        replayed: true,
        changed: ['labels'],
      });
    });
  });

  it('says why it is not to be had, and asks again a minute later', async () => {
    await silence(HOUR);
    await watch();
    const reasons: readonly (readonly [object, string])[] = [
      [{ _tag: 'NotConnected', broken: null }, 'the app is not connected to the phone system'],
      [{ _tag: 'AccessRefused', status: 403, detail: 'no' }, 'the connection may not list calls (403): no'],
      [{ _tag: 'RequestRefused', status: 400, detail: 'no' }, 'the phone system refused the request (400): no'],
    ];
    for (const [error, reason] of reasons) {
      withAccess = () => TE.left(error as PhoneSystemError);
      await fill();
      expect((await kept()).trouble).to.deep.equal({ reason, retryAt: clock.now() + MINUTE });
      clock.advance(MINUTE);
    }
  });

  it('is out of the question while storage is, and nothing is put off for that', async () => {
    await silence(HOUR);
    await storage.close();
    expect(await leftOf(makeFillGaps(deps())(tenant.id))).to.include({ _tag: 'StorageUnavailable' });
    expect(await leftOf(makeMarkWatched(deps())(tenant.id))).to.include({ _tag: 'StorageUnavailable' });
  });

  describe('that an administrator wants', () => {
    it('is asked for though it is complete, or lies before all that is known', async () => {
      await silence(MINUTE);
      atPhone(over(1, NOON - 5 * DAY));
      const coverage = await rightOf(backfill(NOON - 5 * DAY, NOON - 5 * DAY + HOUR));
      expect(coverage.requested).to.deep.equal([{ from: NOON - 5 * DAY, to: NOON - 5 * DAY + HOUR }]);
      await fill();
      expect(await calls()).to.have.length(1);
      expect(await kept()).to.deep.include({ requested: [], filling: null });
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

    it('does not count as the hourly question', async () => {
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
    });

    it('is refused at once without a connection', async () => {
      withAccess = () => TE.left({ _tag: 'NotConnected', broken: 'withdrawn' });
      expect(await leftOf(backfill(NOON - HOUR, NOON))).to.deep.equal({ _tag: 'NotConnected', broken: 'withdrawn' });
    });
  });
});
