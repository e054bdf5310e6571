import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { cachedApps } from '../../../../src/adapters/outbound/storage/cached-apps.js';
import { inProcessBus } from '../../../../src/adapters/outbound/system/in-process-bus.js';
import type { AppTenant } from '../../../../src/domain/app/app-tenant.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, app, NOON } from '../../../../src/testing/storage/samples.js';

describe('cached apps', () => {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

  const setUp = () => {
    const bus = inProcessBus(silent);
    let now = NOON;
    let lookUps = 0;
    let stored: O.Option<AppTenant> = O.some(app());
    const lookUp = async () => {
      lookUps += 1;
      return TE.right(stored)();
    };
    const apps = cachedApps({ find: () => lookUp, onlyActive: lookUp, findByOrganization: () => lookUp }, bus, {
      now: () => now,
    });
    return {
      find: () => rightOf(apps.find(APP)),
      onlyActive: () => rightOf(apps.onlyActive),
      lookUps: () => lookUps,
      advance: (ms: number) => {
        now += ms;
      },
      store: (found: O.Option<AppTenant>) => {
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

  it('are looked up again after a change, as the only active one when there is a second', async () => {
    const { onlyActive, store, change } = setUp();
    expect(O.isSome(await onlyActive())).to.equal(true);
    store(O.none);
    change();
    expect(await onlyActive()).to.deep.equal(O.none);
  });

  it('do not keep what was read before a change', async () => {
    const { find, store, change } = setUp();
    const reading = find();
    store(O.none);
    change();
    await reading;
    expect(await find()).to.deep.equal(O.none);
  });

  it('are looked for each time while they do not exist', async () => {
    const { find, store, lookUps } = setUp();
    store(O.none);
    await find();
    const created = O.some(app());
    store(created);
    expect(await find()).to.deep.equal(created);
    expect(lookUps()).to.equal(2);
  });
});
