import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { makeKeyWatch } from '../../../../src/adapters/inbound/stream/key-watch.js';
import type { Subscriber } from '../../../../src/adapters/inbound/stream/subscriber.js';
import type { RecheckAccess } from '../../../../src/application/tenants/authenticate-key.js';
import type { KeyAccess } from '../../../../src/domain/app/key-access.js';
import type { KeyId } from '../../../../src/domain/ids.js';
import { APP, NOON, nthId, upTo } from '../../../../src/testing/storage/samples.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A watch whose keys are valid until they are refused. */
const watching = () => {
  const refused = new Set<KeyId>();
  let reads = 0;
  const recheck: RecheckAccess = (access) => async () =>
    refused.has(access.keyId) ? E.left({ _tag: 'KeyRefused', reason: 'key-ended' }) : E.right(access);
  const watch = makeKeyWatch({ recheck, clock: { now: () => NOON } });
  const ended: KeyId[] = [];
  const connect = (keyId: KeyId): Subscriber => {
    const access: KeyAccess = { appId: APP, keyId, validUntil: null };
    const subscriber: Subscriber = {
      get access() {
        reads += 1;
        return access;
      },
      begin: async () => undefined,
      offer: () => undefined,
      drained: () => undefined,
      closed: () => undefined,
      end: () => {
        ended.push(keyId);
        watch.unwatch(subscriber);
      },
    };
    watch.watch(subscriber);
    return subscriber;
  };
  return { watch, refused, ended, connect, reads: () => reads };
};

describe('the watch on keys', () => {
  const [key, other] = [nthId<KeyId>(1), nthId<KeyId>(2)];

  it('ends every subscriber of a key that is refused, and no other', async () => {
    const at = watching();
    for (const keyId of [key, other, key]) at.connect(keyId);
    await turn();
    at.refused.add(key);
    at.watch.recheckApp(APP);
    await turn();
    expect(at.ended).to.deep.equal([key, key]);
  });

  it('checks the key of a subscriber that comes during a check of it', async () => {
    const at = watching();
    at.watch.unwatch(at.connect(key));
    at.refused.add(key);
    at.connect(key);
    await turn();
    expect(at.ended).to.deep.equal([key]);
  });

  it('costs each new subscriber the same, however many there are of its key', async () => {
    const costOf = async (count: number): Promise<number> => {
      const at = watching();
      for (const _ of upTo(count)) {
        at.connect(key);
        await turn();
      }
      return at.reads() / count;
    };
    expect(await costOf(200)).to.equal(await costOf(20));
  });
});
