import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import sinon from 'sinon';
import { payloadReader } from '../../../src/adapters/outbound/dialpad/payload-reader.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { type CloseStaleCalls, makeCloseStaleCalls } from '../../../src/application/backfill/close-stale-calls.js';
import type { WithAccess } from '../../../src/application/phone-system/access.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { conflict, storageFault } from '../../../src/application/ports/storage-error.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey, NOON, upTo } from '../../../src/testing/storage/samples.js';
import { applyObservationsOn, deliver, eventsIn } from '../../support/apply-observations.js';
import { broken, DOWN } from '../../support/broken.js';
import { type FakePhoneSystem, fakePhoneSystem } from '../../support/fake-phone-system.js';
import { reported } from '../../support/reported-calls.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const MINUTE = 60_000;
const STALE_AFTER_MS = 4 * 60 * MINUTE;

describe('stale calls', () => {
  let tenant: AppTenant;
  let storage: Storage;
  let phone: FakePhoneSystem;
  let clock: SettableClock;
  let withAccess: WithAccess;
  let closeStale: CloseStaleCalls;

  const ring = (id: number): Promise<void> =>
    deliver(applyObservationsOn(storage, clock), tenant.id, clock.now(), {
      call_id: id,
      state: 'ringing',
      direction: 'inbound',
      date_started: clock.now(),
      event_timestamp: clock.now(),
      target: { type: 'user', id: 7 },
    });
  const close = () => rightOf(closeStale(tenant.id));
  const calls = async () =>
    (await rightOf(storage.calls.list(tenant.id, {}, { limit: 100, offset: 0 }))).items.map((call) => ({
      ...call,
      reason: call.details.endedReason,
    }));
  const only = async () => (await calls())[0];
  const closing = (changed: Partial<Parameters<typeof makeCloseStaleCalls>[0]> = {}) =>
    makeCloseStaleCalls({
      calls: storage.calls,
      withAccess: (appId, use) => withAccess(appId, use),
      phone,
      payloads: payloadReader,
      applyObservations: applyObservationsOn(storage, clock),
      clock,
      staleAfterMs: STALE_AFTER_MS,
      ...changed,
    });

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    phone = fakePhoneSystem();
    clock = settableClock();
    withAccess = (_appId, use) => use({ token: 'token' });
    closeStale = closing();
  });

  it('are not asked for until there was no event for long enough', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS);
    expect(await close()).to.equal(0);
    expect(phone.asked).to.deep.equal([]);
  });

  it('end as the phone system says they did', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    const call = reported(1, { started: NOON, connected: NOON + MINUTE, ended: NOON + 3 * MINUTE });
    phone.calls.set(call.id, call);
    expect(await close()).to.equal(1);
    expect(await only()).to.include({
      status: 'ended',
      endedAt: NOON + 3 * MINUTE,
      durationSeconds: 120,
      reason: null,
    });
    const events = await eventsIn(storage, tenant.id);
    expect(events.map(({ content, replayed }) => [content.type, replayed])).to.deep.equal([
      ['call.ring', false],
      ['call.ended', true],
    ]);
  });

  it('stay in progress where the phone system says so, and are not asked for again soon', async () => {
    await ring(1);
    const call = reported(1, { started: NOON, connected: NOON + MINUTE });
    phone.calls.set(call.id, call);
    clock.advance(STALE_AFTER_MS + 1);
    for (const _ of upTo(3)) expect(await close()).to.equal(0);
    expect(phone.asked).to.have.length(1);
    expect((await only())?.status).to.equal('ringing');
    clock.advance(STALE_AFTER_MS);
    await close();
    expect(phone.asked).to.have.length(2);
  });

  it('are over, as stale, where the phone system does not know them; they end at their last event', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    expect(await close()).to.equal(1);
    expect(await only()).to.include({ status: 'ended', reason: 'stale', endedAt: NOON });
  });

  it('are over, as stale, where the app is not connected, or the phone system refuses to answer', async () => {
    withAccess = () => TE.left({ _tag: 'NotConnected', broken: null });
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    expect(await close()).to.equal(1);
    withAccess = () => TE.left({ _tag: 'AccessRefused', reason: 'not-permitted', detail: 'no' });
    await ring(2);
    clock.advance(STALE_AFTER_MS + 1);
    expect(await close()).to.equal(1);
    expect((await calls()).map(({ reason }) => reason)).to.deep.equal(['stale', 'stale']);
  });

  it('are no longer stale once their end arrives after all', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    await close();
    await deliver(applyObservationsOn(storage, clock), tenant.id, clock.now(), {
      call_id: 1,
      state: 'hangup',
      date_started: NOON,
      date_ended: NOON + MINUTE,
      event_timestamp: NOON + MINUTE,
    });
    expect(await only()).to.include({ reason: null, endedAt: NOON + MINUTE });
  });

  it('stay as they are while the phone system is out of reach; it is asked only once', async () => {
    for (const n of upTo(3)) await ring(n + 1);
    clock.advance(STALE_AFTER_MS + 1);
    phone.before = () => ({ _tag: 'PhoneSystemUnavailable', detail: 'no answer', retryAfterMs: null });
    expect(await close()).to.equal(0);
    expect(phone.asked).to.have.length(1);
    phone.before = () => null;
    expect(await close()).to.equal(3);
  });

  it('are closed five at a time, those without an event for longest first', async () => {
    for (const n of upTo(7)) {
      await ring(n + 1);
      clock.advance(1);
    }
    clock.advance(STALE_AFTER_MS + 1);
    expect(await close()).to.equal(5);
    expect(
      (await calls()).filter(({ reason }) => reason === null).map(({ dialpadCallId }) => dialpadCallId),
    ).to.deep.equal(['7', '6']);
    expect(await close()).to.equal(2);
    expect(await close()).to.equal(0);
  });

  it('that cannot be closed do not hold up those after them', async () => {
    for (const n of upTo(6)) {
      await ring(n + 1);
      clock.advance(1);
    }
    clock.advance(STALE_AFTER_MS + 1);
    phone.before = (_request, nth) => (nth <= 5 ? { _tag: 'RequestRefused', detail: 'no id' } : null);
    expect(await close()).to.equal(0);
    expect(await close()).to.equal(1);
    expect(phone.asked).to.have.length(6);
  });

  it('that storage refuses are reported, and do not hold up those after them', async () => {
    await ring(1);
    clock.advance(1);
    await ring(2);
    clock.advance(STALE_AFTER_MS + 1);
    const applyObservations = applyObservationsOn(storage, clock);
    closeStale = closing({
      applyObservations: (work) =>
        JSON.stringify(work).includes('"dialpadCallId":"1"')
          ? TE.left(storageFault('refused'))
          : applyObservations(work),
    });
    const outcome = await closeStale(tenant.id)();
    expect(outcome).to.deep.equal({ _tag: 'Left', left: storageFault('refused') });
    expect((await calls()).map(({ reason }) => reason)).to.deep.equal(['stale', null]);
    expect(await close()).to.equal(0);
  });

  it('are announced once, though two processes close them', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    const other = closing({ applyObservations: applyObservationsOn(storage, clock, { owner: 'two' }) });
    await Promise.all([close(), rightOf(other(tenant.id))]);
    expect((await eventsIn(storage, tenant.id)).map(({ content }) => content.type)).to.deep.equal([
      'call.ring',
      'call.ended',
    ]);
  });

  it('are told as late that they are over, whoever says so', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    await close();
    expect((await eventsIn(storage, tenant.id)).map(({ content, replayed }) => [content.type, replayed])).to.deep.equal(
      [
        ['call.ring', false],
        ['call.ended', true],
      ],
    );
  });

  it('are over, as stale, where it cannot be understood what the phone system says of their end', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    const call = reported(1, { started: NOON, ended: NOON + MINUTE });
    phone.calls.set(call.id, { ...call, payload: 'no JSON' });
    expect(await close()).to.equal(1);
    expect(await only()).to.include({ status: 'ended', reason: 'stale', endedAt: NOON });
  });

  it('are left alone that go on, to the millisecond, and looked after again then', async () => {
    await ring(1);
    const call = reported(1, { started: NOON, connected: NOON + MINUTE });
    phone.calls.set(call.id, call);
    clock.advance(STALE_AFTER_MS + 1);
    await close();
    clock.advance(STALE_AFTER_MS - 1);
    await close();
    expect(phone.asked).to.have.length(1);
    clock.advance(1);
    await close();
    expect(phone.asked).to.have.length(2);
  });

  it('are no more than five at a time, though some that were left alone have ended meanwhile', async () => {
    for (const n of upTo(8)) {
      await ring(n + 1);
      clock.advance(1);
    }
    clock.advance(STALE_AFTER_MS + 1);
    const goingOn = [1, 2].map((id) => reported(id, { started: NOON, connected: NOON + MINUTE }));
    for (const call of goingOn) phone.calls.set(call.id, call);
    phone.before = (_request, nth) =>
      nth === 3 ? { _tag: 'PhoneSystemUnavailable', detail: 'no answer', retryAfterMs: null } : null;
    expect(await close()).to.equal(0);
    for (const id of [1, 2]) {
      const hangUp = { call_id: id, state: 'hangup', date_started: NOON, date_ended: NOON + MINUTE };
      await deliver(applyObservationsOn(storage, clock), tenant.id, clock.now(), hangUp);
    }
    expect(await close()).to.equal(5);
    expect(await close()).to.equal(1);
  });

  it('are looked after until the process is to end, and the one it is at is seen to', async () => {
    for (const n of upTo(3)) await ring(n + 1);
    clock.advance(STALE_AFTER_MS + 1);
    const goesOn = sinon.stub<[], boolean>().returns(false);
    goesOn.onFirstCall().returns(true);
    expect(await rightOf(closeStale(tenant.id, goesOn))).to.equal(1);
    expect(phone.asked).to.have.length(1);
    expect(await close()).to.equal(2);
  });

  it('that were seen to before the phone system went out of reach are counted', async () => {
    for (const n of upTo(3)) await ring(n + 1);
    clock.advance(STALE_AFTER_MS + 1);
    phone.before = (_request, nth) =>
      nth === 2 ? { _tag: 'PhoneSystemUnavailable', detail: 'no answer', retryAfterMs: null } : null;
    expect(await close()).to.equal(1);
  });

  for (const error of [DOWN, storageFault('refused')]) {
    it(`are left as they are while the connection cannot be read (${error._tag}), and looked after next time`, async () => {
      await ring(1);
      clock.advance(STALE_AFTER_MS + 1);
      withAccess = () => TE.left(error);
      expect(await close()).to.equal(0);
      expect((await only())?.status).to.equal('ringing');
      withAccess = (_appId, use) => use({ token: 'token' });
      expect(await close()).to.equal(1);
    });
  }

  for (const error of [DOWN, conflict]) {
    it(`are left as they are where they cannot be kept now (${error._tag}), which is told, and looked after next time`, async () => {
      for (const n of upTo(2)) await ring(n + 1);
      clock.advance(STALE_AFTER_MS + 1);
      let fails = true;
      const applyObservations = applyObservationsOn(storage, clock);
      closeStale = closing({ applyObservations: (work) => (fails ? TE.left(error) : applyObservations(work)) });
      expect(await leftOf(closeStale(tenant.id))).to.equal(error);
      expect(phone.asked).to.have.length(1);
      fails = false;
      expect(await close()).to.equal(2);
    });
  }

  it('that storage refused are tried again as late as those that go on', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    let fails = true;
    const applyObservations = applyObservationsOn(storage, clock);
    closeStale = closing({
      applyObservations: (work) => (fails ? TE.left(storageFault('refused')) : applyObservations(work)),
    });
    await leftOf(closeStale(tenant.id));
    fails = false;
    clock.advance(STALE_AFTER_MS - 1);
    expect(await close()).to.equal(0);
    clock.advance(1);
    expect(await close()).to.equal(1);
  });

  it('are not known while storage is out of reach', async () => {
    closeStale = closing({ calls: { stale: broken } });
    expect(await leftOf(closeStale(tenant.id))).to.equal(DOWN);
  });

  it('are those of one app at a time', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    expect(await rightOf(closeStale(app().id))).to.equal(0);
    expect((await only())?.status).to.equal('ringing');
  });
});
