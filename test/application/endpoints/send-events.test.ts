import { expect } from 'chai';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeAesVault } from '../../../src/adapters/outbound/system/aes-vault.js';
import { type ManageEndpoints, makeManageEndpoints } from '../../../src/application/endpoints/manage-endpoints.js';
import { makeSendEvents } from '../../../src/application/endpoints/send-events.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import type { SignedNotice } from '../../../src/application/ports/webhook-sender.js';
import { type RecordOf, recordOf } from '../../../src/application/records/app-record.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { viewOf } from '../../../src/domain/call/call-view.js';
import { GIVE_UP_AFTER_MS, type Outcome, PAUSES_MS } from '../../../src/domain/endpoint/attempts.js';
import type { Endpoint } from '../../../src/domain/endpoint/endpoint.js';
import { type EndpointRecord, noEndpoints } from '../../../src/domain/endpoint/endpoint-record.js';
import type { EndpointId } from '../../../src/domain/ids.js';
import { createApp } from '../../../src/testing/storage/create-app.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { call, commitOf, eventOf, NOON, nextId, upTo } from '../../../src/testing/storage/samples.js';
import { delivered, failed } from '../../domain/endpoint/endpoints.js';
import { gate, type SettableClock, settableClock } from '../../support/time.js';

const DAY_MS = 86_400_000;
/** How long another process waits for one that has died. */
const LEASE_MS = 20_000;

describe('sending events to an endpoint', () => {
  let storage: Storage;
  let tenant: AppTenant;
  let records: RecordOf<EndpointRecord>;
  let clock: SettableClock;
  let manage: ManageEndpoints;
  let id: EndpointId;
  /** What was sent, by `seq`; a test and a replay have theirs too. */
  let sent: string[];
  let answer: (notice: SignedNotice) => Outcome | Promise<Outcome>;

  const sender = {
    send: (notice: SignedNotice) => async () => {
      sent.push(notice.body);
      return answer(notice);
    },
    refusalOf: () => null,
    newSecret: () => 'whsec_secret',
  };
  const deps = () => ({
    ...{ events: storage.events, vault: makeAesVault({ current: 'a secret', previous: [] }), sender, clock, records },
    toText: ({ seq }: { readonly seq: number }) => String(seq),
  });

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = await createApp(() => storage)();
    clock = settableClock();
    records = recordOf(storage.records, 'endpoints', noEndpoints, clock);
    sent = [];
    answer = delivered;
    const ids = { next: () => nextId<EndpointId>() };
    manage = makeManageEndpoints({ ...deps(), ids, testText: () => 'test', kick: () => undefined });
    const made = await rightOf(
      manage.create(tenant.id, { url: 'https://crm.example.com', description: null, events: null }),
    );
    id = made.endpoint.id;
  });

  const sendEvents = (owner = 'one', signal = new AbortController().signal) =>
    makeSendEvents({ ...deps(), apps: storage.apps, owner, random: () => 0 })(tenant.id, id, signal);
  /** Events of the app's stream, after those that there are. */
  const announce = async (many: number, at = clock.now(), type: 'call.ring' | 'call.ended' = 'call.ring') => {
    const subject = call({}, { appId: tenant.id });
    const content = { type, call: viewOf(subject) };
    const events = upTo(many).map(() => eventOf(subject, { happenedAt: at, content }));
    await rightOf(storage.aggregates.commit(commitOf({ events })));
  };
  const endpoint = (): Promise<Endpoint> => rightOf(manage.find(tenant.id, id));
  /** Tries as soon as an attempt is due, until so many were made. */
  const tryTimes = async (many: number): Promise<void> => {
    for (let n = 0; n < many; n += 1) {
      const { failing } = await endpoint();
      if (failing !== null) clock.advance(Math.max(0, failing.nextAt - clock.now()));
      await sendEvents()();
    }
  };

  it('sends each event once, in order, and then has nothing to do', async () => {
    await announce(120);
    await rightOf(sendEvents());
    expect(sent).to.deep.equal(upTo(120).map((n) => String(n + 1)));
    expect((await endpoint()).cursor).to.equal(120);
    expect(await leftOf(sendEvents())).to.deep.equal({ _tag: 'NothingDue' });
  });

  it('sends an event again after a pause, and none after it before', async () => {
    await announce(2);
    answer = () => failed(500);
    await rightOf(sendEvents());
    expect(await leftOf(sendEvents())).to.deep.equal({ _tag: 'NothingDue' });
    clock.advance(PAUSES_MS[0]);
    answer = delivered;
    await rightOf(sendEvents());
    expect(sent).to.deep.equal(['1', '1', '2']);
  });

  it('passes over what the endpoint does not want, without a lease', async () => {
    await rightOf(manage.change(tenant.id, id, { events: ['call.ended'] }));
    await announce(70);
    expect(await leftOf(sendEvents())).to.deep.equal({ _tag: 'NothingDue' });
    expect(await endpoint()).to.include({ cursor: 70, lease: null });
    await announce(1, NOON, 'call.ended');
    await rightOf(sendEvents());
    expect(sent).to.deep.equal(['71']);
  });

  it('is done by one process at a time, and by another once the lease of one that died has ended', async () => {
    await announce(2);
    const died = gate();
    answer = async () => {
      await died.passed;
      return delivered();
    };
    const first = sendEvents('one')();
    while (sent.length === 0) await clock.pause(0);
    expect(await leftOf(sendEvents('two'))).to.deep.equal({ _tag: 'LeaseHeld' });
    clock.advance(LEASE_MS);
    answer = delivered;
    await rightOf(sendEvents('two'));
    expect(sent).to.deep.equal(['1', '1', '2']);
    // The one that was taken for dead changes nothing any more.
    died.open();
    await first;
    expect(await endpoint()).to.include({ cursor: 2, failing: null });
  });

  it('keeps an event as a dead letter when all attempts at it failed, goes on, and sends it again when asked to', async () => {
    await announce(2);
    answer = ({ body }) => (body === '1' ? failed(500) : delivered());
    await tryTimes(PAUSES_MS.length + 1);
    expect(await endpoint()).to.include({ cursor: 2, failing: null, state: 'enabled' });
    expect((await endpoint()).deadLetters.map(({ seq, reason }) => [seq, reason])).to.deep.equal([
      [1, 'It answered 500.'],
    ]);
    expect((await rightOf(manage.replay(tenant.id, id, 1)))._tag).to.equal('Failed');
    expect((await endpoint()).deadLetters).to.have.length(1);
    answer = delivered;
    expect((await rightOf(manage.replay(tenant.id, id, 1)))._tag).to.equal('Delivered');
    expect((await endpoint()).deadLetters).to.deep.equal([]);
    expect(await leftOf(manage.replay(tenant.id, id, 1))).to.deep.equal({ _tag: 'NoSuchLetter' });
  });

  it('replays all dead letters, oldest first, and stops where one fails', async () => {
    await announce(3);
    answer = () => failed(500);
    await tryTimes(2 * (PAUSES_MS.length + 1));
    const bad = sent.length;
    answer = ({ body }) => (body === '2' ? failed(503) : delivered());
    const replayed = await rightOf(manage.replayAll(tenant.id, id));
    expect(replayed).to.deep.equal({ delivered: 1, left: 1, problem: 'It answered 503.' });
    answer = delivered;
    expect(await rightOf(manage.replayAll(tenant.id, id))).to.deep.equal({ delivered: 1, left: 0, problem: null });
    expect(sent.slice(bad)).to.deep.equal(['1', '2', '2']);
  });

  it('replays dead letters no longer than a request may take', async () => {
    await announce(4);
    answer = () => failed(500);
    await tryTimes(3 * (PAUSES_MS.length + 1));
    answer = () => {
      clock.advance(12_000);
      return delivered();
    };
    expect(await rightOf(manage.replayAll(tenant.id, id))).to.deep.equal({ delivered: 2, left: 1, problem: null });
  });

  it('ends for an endpoint that fails for five days, until it is enabled again', async () => {
    await announce(9);
    answer = () => failed(null);
    while ((await endpoint()).state === 'enabled') await tryTimes(1);
    expect(clock.now() - NOON).to.be.within(GIVE_UP_AFTER_MS, GIVE_UP_AFTER_MS + DAY_MS);
    const before = sent.length;
    clock.advance(DAY_MS);
    expect(await leftOf(sendEvents())).to.deep.equal({ _tag: 'NothingDue' });
    const { cursor } = await endpoint();
    answer = delivered;
    await rightOf(manage.change(tenant.id, id, { isEnabled: true }));
    await rightOf(sendEvents());
    expect(sent.slice(before)).to.deep.equal(upTo(9 - cursor).map((n) => String(cursor + n + 1)));
  });

  it('says which events were pruned before they could be sent, and goes on after them', async () => {
    await announce(3);
    answer = () => failed(500);
    await tryTimes(1);
    await rightOf(storage.events.prune(tenant.id, Date.now() + DAY_MS, 10));
    await announce(1);
    answer = delivered;
    await tryTimes(1);
    expect(sent).to.deep.equal(['1', '4']);
    const [letter] = (await endpoint()).deadLetters;
    expect(letter).to.include({ type: null, reason: 'events 1 to 3 were pruned before they could be sent' });
  });

  it('keeps what an administrator changes meanwhile', async () => {
    await announce(2);
    answer = async () => {
      answer = delivered;
      await rightOf(manage.change(tenant.id, id, { isEnabled: false, description: 'Paused' }));
      return delivered();
    };
    await rightOf(sendEvents());
    expect(await endpoint()).to.include({ state: 'disabled', description: 'Paused' });
    expect((await endpoint()).cursor).to.be.at.least(1);
  });

  it('is over before the next event once it is told of a change, which counts from then on', async () => {
    await announce(3);
    let isChanged = false;
    answer = async ({ body }) => {
      if (body === '1') {
        await rightOf(manage.rotateSecret(tenant.id, id, 0));
        isChanged = true;
      }
      return delivered();
    };
    const signal = new AbortController().signal;
    const send = makeSendEvents({ ...deps(), apps: storage.apps, owner: 'one', random: () => 0 });
    await rightOf(send(tenant.id, id, signal, () => isChanged));
    expect(sent).to.deep.equal(['1']);
    expect(await endpoint()).to.include({ cursor: 1, lease: null });
    await rightOf(send(tenant.id, id, signal));
    expect(sent).to.deep.equal(['1', '2', '3']);
  });

  it('waits while the app is inactive', async () => {
    await announce(2);
    const setActive = (isActive: boolean) => rightOf(storage.apps.update(tenant.id, { isActive }, clock.now()));
    await setActive(false);
    expect(await leftOf(sendEvents())).to.deep.equal({ _tag: 'NothingDue' });
    expect(sent).to.deep.equal([]);
    await setActive(true);
    answer = async () => {
      clock.advance(1_000);
      await setActive(false);
      return delivered();
    };
    await rightOf(sendEvents());
    expect(sent).to.deep.equal(['1']);
  });

  it('leaves no endpoint that was deleted meanwhile behind', async () => {
    await announce(1);
    answer = async () => {
      await rightOf(manage.remove(tenant.id, id));
      return delivered();
    };
    await sendEvents()();
    expect(await rightOf(manage.list(tenant.id))).to.deep.equal([]);
  });

  it('counts nothing against the endpoint that was cut off because the server stops', async () => {
    await announce(1);
    const stopping = new AbortController();
    answer = () => {
      stopping.abort();
      return failed(null);
    };
    await sendEvents('one', stopping.signal)();
    expect(await endpoint()).to.include({ cursor: 0, failing: null, lease: null });
  });

  it('passes over nothing more once the server stops', async () => {
    await rightOf(manage.change(tenant.id, id, { events: ['call.ended'] }));
    await announce(200);
    const stopping = new AbortController();
    const read: Storage['events']['read'] = (...args) => {
      stopping.abort();
      return storage.events.read(...args);
    };
    const send = makeSendEvents({ ...deps(), events: { read }, apps: storage.apps, owner: 'one', random: () => 0 });
    const stopped = send(tenant.id, id, stopping.signal);
    expect(await leftOf(stopped)).to.deep.equal({ _tag: 'NothingDue' });
    expect((await endpoint()).cursor).to.equal(50);
  });

  it('ends its turn when the clock is set back, so that its lease does not end unnoticed', async () => {
    await announce(2);
    answer = () => {
      if (sent.length === 1) clock.advance(-DAY_MS);
      return delivered();
    };
    await rightOf(sendEvents());
    expect(sent).to.deep.equal(['1']);
    expect(await endpoint()).to.include({ cursor: 1, lease: null });
    await rightOf(sendEvents());
    expect(sent).to.deep.equal(['1', '2']);
  });

  it('notes its progress now and then, so that little is sent again after a crash', async () => {
    await announce(5);
    let noted = -1;
    answer = async ({ body }) => {
      clock.advance(600);
      if (body === '5') noted = (await endpoint()).cursor;
      return delivered();
    };
    await rightOf(sendEvents());
    expect(noted).to.be.within(2, 4);
  });
});
