import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeDial } from '../../../src/application/calls/dial.js';
import { makeDialTurns } from '../../../src/application/calls/dial-turns.js';
import type { CallControl, DialRequest } from '../../../src/application/ports/call-control.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { app, dialpadId, firstKey } from '../../../src/testing/storage/samples.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const ANA = dialpadId(11);
const WANTED = { person: { dialpadUserId: ANA }, toNumber: '030 123456', fromNumber: null, customData: null };

describe('dialling', () => {
  let storage: Storage;
  let tenant: AppTenant;
  let clock: SettableClock;
  let asked: DialRequest[];
  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app({ country: 'DE' });
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    clock = settableClock();
    asked = [];
  });

  const answering =
    (answer: ReturnType<CallControl['dial']>): CallControl['dial'] =>
    (_access, request) => {
      asked.push(request);
      return answer;
    };
  const done = answering(TE.right(E.right(dialpadId(21))));
  const dialling = (dial = done, changed: Partial<Parameters<typeof makeDial>[0]> = {}) =>
    makeDial({
      withAccess: (_appId, use) => use({ token: 'a-token' }),
      control: { dial },
      mappings: storage.mappings,
      apps: storage.apps,
      turns: makeDialTurns(),
      defaultCountry: 'US',
      clock,
      ...changed,
    });

  it('writes numbers as the phone system wants them, in the country of the app', async () => {
    const dialled = await rightOf(dialling()(tenant.id, { ...WANTED, fromNumber: '030 99' }));
    expect(dialled).to.deep.include({ toNumber: '+4930123456', dialpadCallId: dialpadId(21), nextAt: clock.now() });
    expect(asked[0]).to.deep.include({ dialpadUserId: ANA, toNumber: '+4930123456', fromNumber: '+493099' });
  });

  it('counts nothing that was never asked for', async () => {
    const turns = makeDialTurns();
    const withAccess = () => TE.left({ _tag: 'NotConnected' as const, broken: null });
    const unconnected = dialling(done, { turns, withAccess });
    for (let n = 0; n < 6; n += 1)
      expect(await leftOf(unconnected(tenant.id, WANTED))).to.include({ _tag: 'NotConnected' });
    await rightOf(dialling(done, { turns })(tenant.id, WANTED));
    expect(asked).to.have.length(1);
  });

  it('counts what may have been done', async () => {
    const turns = makeDialTurns();
    const lost = dialling(answering(TE.right(E.left({ _tag: 'OutcomeUnknown', detail: 'timeout' }))), { turns });
    for (let n = 0; n < 5; n += 1) expect(await leftOf(lost(tenant.id, WANTED))).to.include({ _tag: 'OutcomeUnknown' });
    expect(await leftOf(lost(tenant.id, WANTED))).to.deep.equal({
      _tag: 'TooOften',
      what: 'dial',
      retryAfterMs: 60_000,
    });
    expect(asked).to.have.length(5);
  });

  it('counts each app by itself', async () => {
    const other = app({});
    await rightOf(storage.apps.create(other, firstKey(other)));
    const dial = dialling();
    for (let n = 0; n < 5; n += 1) await rightOf(dial(tenant.id, WANTED));
    expect(await leftOf(dial(tenant.id, WANTED))).to.include({ _tag: 'TooOften' });
    await rightOf(dial(other.id, { ...WANTED, toNumber: '+4930123456' }));
  });
});

describe('the turns of dialling', () => {
  it('are kept for ten thousand people, and those of the one who was dialled for longest ago are forgotten', () => {
    const turns = makeDialTurns();
    const person = (n: number) => ({ appId: app({}).id, dialpadUserId: dialpadId(n) });
    const first = person(1);
    for (let n = 0; n < 5; n += 1) turns.take(first, 0);
    expect(turns.take(first, 0).isAllowed).to.equal(false);
    for (let n = 2; n <= 10_001; n += 1) turns.take(person(n), 0);
    expect(turns.take(first, 0).isAllowed).to.equal(true);
  });
});
