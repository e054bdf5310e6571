import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { cachedKeys } from '../../../../src/adapters/outbound/storage/cached-keys.js';
import { inProcessBus } from '../../../../src/adapters/outbound/system/in-process-bus.js';
import type { KeyOfApp } from '../../../../src/application/ports/api-key-repository.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, app, firstKey, NOON } from '../../../../src/testing/storage/samples.js';

describe('remembered keys', () => {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const tenant = app();
  const [key] = firstKey(tenant).keys;
  if (key === undefined) throw new Error('an app begins with a key');

  const begin = () => {
    const bus = inProcessBus(silent);
    let now = NOON;
    let lookUps = 0;
    let kept: O.Option<KeyOfApp> = O.some({ key, app: tenant });
    const keys = cachedKeys(
      {
        findByHash: () => async () => {
          lookUps += 1;
          return TE.right(kept)();
        },
      },
      bus,
      { now: () => now },
    );
    return {
      find: () => rightOf(keys.findByHash('hash')),
      lookUps: () => lookUps,
      pass: (ms: number) => {
        now += ms;
      },
      keep: (found: O.Option<KeyOfApp>) => {
        kept = found;
      },
      change: () => bus.publish({ _tag: 'AccessChanged', appId: APP }),
    };
  };

  it('are not asked for again within a second', async () => {
    const { find, lookUps, pass } = begin();
    await find();
    pass(999);
    await find();
    expect(lookUps()).to.equal(1);
    pass(1);
    await find();
    expect(lookUps()).to.equal(2);
  });

  it('are forgotten at once when access changes', async () => {
    const { find, keep, change } = begin();
    expect(O.isSome(await find())).to.equal(true);
    keep(O.none);
    change();
    expect(await find()).to.deep.equal(O.none);
  });

  it('are not remembered when access changed while they were looked up', async () => {
    const { find, keep, change } = begin();
    const lookingUp = find();
    change();
    await lookingUp;
    keep(O.none);
    expect(await find()).to.deep.equal(O.none);
  });

  it('do not include those that there are not', async () => {
    const { find, lookUps, keep } = begin();
    keep(O.none);
    await find();
    await find();
    expect(lookUps()).to.equal(2);
  });
});
