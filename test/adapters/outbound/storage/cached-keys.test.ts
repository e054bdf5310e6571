import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { cachedKeys } from '../../../../src/adapters/outbound/storage/cached-keys.js';
import { inProcessBus } from '../../../../src/adapters/outbound/system/in-process-bus.js';
import type { KeyOfApp } from '../../../../src/application/ports/api-key-repository.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, app, firstKey, NOON } from '../../../../src/testing/storage/samples.js';

describe('cached keys', () => {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const tenant = app();
  const [key] = firstKey(tenant).keys;
  if (key === undefined) throw new Error('the first change of an app has a key');

  const setUp = () => {
    const bus = inProcessBus(silent);
    let now = NOON;
    let lookUps = 0;
    let stored: O.Option<KeyOfApp> = O.some({ key, app: tenant });
    const keys = cachedKeys(
      {
        findByHash: () => async () => {
          lookUps += 1;
          return TE.right(stored)();
        },
      },
      bus,
      { now: () => now },
    );
    return {
      find: () => rightOf(keys.findByHash('hash')),
      known: () => keys.known('hash'),
      lookUps: () => lookUps,
      advance: (ms: number) => {
        now += ms;
      },
      store: (found: O.Option<KeyOfApp>) => {
        stored = found;
      },
      change: () => bus.publish({ _tag: 'AccessChanged', appId: APP }),
    };
  };

  it('are looked up once within a second', async () => {
    const { find, lookUps, advance } = setUp();
    await find();
    advance(999);
    await find();
    expect(lookUps()).to.equal(1);
    advance(1);
    await find();
    expect(lookUps()).to.equal(2);
  });

  it('are known for a second after they were looked up, or until access changes', async () => {
    const { find, known, advance, change } = setUp();
    expect(known()).to.equal(null);
    await find();
    advance(999);
    expect(known()?.app).to.equal(tenant);
    advance(1);
    expect(known()).to.equal(null);
    await find();
    change();
    expect(known()).to.equal(null);
  });

  it('are looked up again at once when access changes', async () => {
    const { find, store, change } = setUp();
    expect(O.isSome(await find())).to.equal(true);
    store(O.none);
    change();
    expect(await find()).to.deep.equal(O.none);
  });

  it('are not cached when access changed during the look-up', async () => {
    const { find, store, change } = setUp();
    const lookingUp = find();
    change();
    await lookingUp;
    store(O.none);
    expect(await find()).to.deep.equal(O.none);
  });

  it('do not include unknown keys', async () => {
    const { find, lookUps, store } = setUp();
    store(O.none);
    await find();
    await find();
    expect(lookUps()).to.equal(2);
  });
});
