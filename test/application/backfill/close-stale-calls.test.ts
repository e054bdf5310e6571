import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { payloadReader } from '../../../src/adapters/outbound/dialpad/payload-reader.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { type CloseStaleCalls, makeCloseStaleCalls } from '../../../src/application/backfill/close-stale-calls.js';
import type { WithAccess } from '../../../src/application/phone-system/access.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { storageFault } from '../../../src/application/ports/storage-error.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey, NOON, upTo } from '../../../src/testing/storage/samples.js';
import { applyObservationsOn, deliver, eventsIn } from '../../support/apply-observations.js';
import { type FakePhoneSystem, fakePhoneSystem } from '../../support/fake-phone-system.js';
import { reported } from '../../support/reported-calls.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const MINUTE = 60_000;
const STALE_AFTER_MS = 4 * 60 * MINUTE;

describe('calls that fell silent', () => {
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

  it('are left alone until nothing was heard of them for long', async () => {
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

  it('go on where the phone system says so, and are not asked for again soon', async () => {
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

  it('are over, as stale, where the phone system does not know them; when is where they were last heard of', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    expect(await close()).to.equal(1);
    expect(await only()).to.include({ status: 'ended', reason: 'stale', endedAt: NOON });
  });

  it('are over, as stale, where there is nobody to ask, or nobody who would answer', async () => {
    withAccess = () => TE.left({ _tag: 'NotConnected', broken: null });
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    expect(await close()).to.equal(1);
    withAccess = () => TE.left({ _tag: 'AccessRefused', status: 403, detail: 'no' });
    await ring(2);
    clock.advance(STALE_AFTER_MS + 1);
    expect(await close()).to.equal(1);
    expect((await calls()).map(({ reason }) => reason)).to.deep.equal(['stale', 'stale']);
  });

  it('are no longer stale once their end is heard of after all', async () => {
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

  it('are left as they are while the phone system is out of reach, and not each asked for in vain', async () => {
    for (const n of upTo(3)) await ring(n + 1);
    clock.advance(STALE_AFTER_MS + 1);
    phone.before = () => ({ _tag: 'PhoneSystemUnavailable', detail: 'no answer', retryAfterMs: null });
    expect(await close()).to.equal(0);
    expect(phone.asked).to.have.length(1);
    phone.before = () => null;
    expect(await close()).to.equal(3);
  });

  it('are looked after five at a time, the longest silent first', async () => {
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

  it('that nothing can be done about do not hold up those behind them', async () => {
    for (const n of upTo(6)) {
      await ring(n + 1);
      clock.advance(1);
    }
    clock.advance(STALE_AFTER_MS + 1);
    phone.before = (_request, nth) => (nth <= 5 ? { _tag: 'RequestRefused', status: 400, detail: 'no id' } : null);
    expect(await close()).to.equal(0);
    expect(await close()).to.equal(1);
    expect(phone.asked).to.have.length(6);
  });

  it('that storage refuses are told of, and do not hold up those behind them', async () => {
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

  it('are told of once, though two processes look after them', async () => {
    await ring(1);
    clock.advance(STALE_AFTER_MS + 1);
    const other = closing({ applyObservations: applyObservationsOn(storage, clock, { owner: 'two' }) });
    await Promise.all([close(), rightOf(other(tenant.id))]);
    expect((await eventsIn(storage, tenant.id)).map(({ content }) => content.type)).to.deep.equal([
      'call.ring',
      'call.ended',
    ]);
  });
});
