import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeAesVault } from '../../../src/adapters/outbound/system/aes-vault.js';
import { makeWithAccess, type WithAccess, withApiKey } from '../../../src/application/phone-system/access.js';
import { makeDisconnect } from '../../../src/application/phone-system/disconnect.js';
import { sealGrant } from '../../../src/application/phone-system/tokens.js';
import type { Access, PhoneSystemError } from '../../../src/application/ports/phone-system.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { type StorageError, storageFault, storageUnavailable } from '../../../src/application/ports/storage-error.js';
import { type RecordOf, recordOf, toRecord } from '../../../src/application/records/app-record.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import {
  connected,
  type DialpadConnection,
  NOT_CONNECTED,
} from '../../../src/domain/dialpad-connection/dialpad-connection.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey, upTo } from '../../../src/testing/storage/samples.js';
import { type FakeAuthorizer, fakeAuthorizer, OUT_OF_REACH } from '../../support/fake-authorizer.js';
import { recordingLogger } from '../../support/recording-logger.js';
import { gate, nextTurn, type SettableClock, settableClock } from '../../support/time.js';

const MINUTE = 60_000;
const vault = makeAesVault({ current: 'a secret of the server', previous: [] });

describe('access to the phone system', () => {
  let tenant: AppTenant;
  let storage: Storage;
  let connections: RecordOf<DialpadConnection>;
  let authorizer: FakeAuthorizer;
  let clock: SettableClock;
  let logger: ReturnType<typeof recordingLogger>;
  let withAccess: WithAccess;

  const processNamed = (owner: string, changed: Partial<Parameters<typeof makeWithAccess>[0]> = {}): WithAccess =>
    makeWithAccess({ connections, authorizer, vault, clock, logger, owner, pause: clock.pause, ...changed });

  /** Accepts the tokens that Dialpad accepts, and answers with the token. */
  const use =
    ({ token }: Access) =>
    async (): Promise<E.Either<PhoneSystemError, string>> =>
      authorizer.accepts(token)
        ? E.right(token)
        : E.left({ _tag: 'AccessRefused', reason: 'invalid-token', detail: 'unknown token' });

  /** Connects the app anew. */
  const connect = async (): Promise<DialpadConnection> => {
    const tokens = sealGrant(vault, tenant.id, authorizer.grant(), clock.now());
    const connection = connected(NOT_CONNECTED, tokens, null, clock.now());
    return (await rightOf(connections.change(tenant.id, () => toRecord(connection)))).record;
  };

  const stored = () => someOf(connections.read(tenant.id));
  const errors = () => logger.lines.filter(({ level }) => level === 'error');

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    connections = recordOf(storage.records, 'connection', () => NOT_CONNECTED);
    authorizer = fakeAuthorizer();
    clock = settableClock();
    logger = recordingLogger();
    withAccess = processNamed('one');
  });

  it('is none where the app was never connected', async () => {
    expect(await leftOf(withAccess(tenant.id, use))).to.deep.equal({ _tag: 'NotConnected', broken: null });
  });

  it('is an API key where there is one, whatever the app', async () => {
    expect(
      await rightOf(
        withApiKey('key')(
          tenant.id,
          ({ token }) =>
            async () =>
              E.right(token),
        ),
      ),
    ).to.equal('key');
  });

  it('is what was granted, until five minutes before its end', async () => {
    await connect();
    const first = await rightOf(withAccess(tenant.id, use));
    clock.advance(55 * MINUTE - 1);
    expect(await rightOf(withAccess(tenant.id, use))).to.equal(first);
    expect(authorizer.asked.refresh).to.equal(0);
  });

  it('is renewed before its end, and the refresh token with it', async () => {
    await connect();
    for (const round of upTo(3)) {
      clock.advance(56 * MINUTE);
      await rightOf(withAccess(tenant.id, use));
      expect(authorizer.asked.refresh).to.equal(round + 1);
    }
  });

  it('uses the old refresh token again where no new one came', async () => {
    authorizer.rotates = false;
    await connect();
    for (const _ of upTo(3)) {
      clock.advance(56 * MINUTE);
      await rightOf(withAccess(tenant.id, use));
    }
    expect(await stored()).to.include({ status: 'connected' });
  });

  it('is assumed to last an hour where the phone system does not say how long', async () => {
    authorizer.expiresInSeconds = null;
    await connect();
    expect((await stored()).tokens?.expiresAt).to.equal(clock.now() + 60 * MINUTE);
  });

  it('is renewed once, however many ask at the same time, in whatever process', async () => {
    await connect();
    clock.advance(61 * MINUTE);
    const door = gate();
    authorizer.held = door.passed;
    const waiting = { pause: nextTurn };
    const [one, other] = [processNamed('one', waiting), processNamed('two', waiting)];
    const asking = upTo(10).flatMap(() => [rightOf(one(tenant.id, use)), rightOf(other(tenant.id, use))]);
    for (const _ of upTo(10)) await nextTurn();
    door.open();
    expect(new Set(await Promise.all(asking)).size).to.equal(1);
    expect(authorizer.asked.refresh).to.equal(1);
  });

  it('stays the old one for other processes while it is renewed, as long as that is valid', async () => {
    await connect();
    const old = await rightOf(withAccess(tenant.id, use));
    clock.advance(56 * MINUTE);
    const door = gate();
    authorizer.held = door.passed;
    const renewing = rightOf(withAccess(tenant.id, use));
    await nextTurn();
    expect(await rightOf(processNamed('two')(tenant.id, use))).to.equal(old);
    door.open();
    expect(await renewing).not.to.equal(old);
  });

  it('is lost when a renewal is refused: logged once, and given as the reason from then on', async () => {
    await connect();
    const old = await rightOf(withAccess(tenant.id, use));
    authorizer.withdraw(old.replace('access-1', 'refresh-2'));
    clock.advance(56 * MINUTE);
    const reason = 'the phone system refused to renew it: invalid_grant';
    const asked = await Promise.all(upTo(5).map(() => withAccess(tenant.id, use)()));
    expect(asked).to.deep.include(E.left({ _tag: 'NotConnected', broken: reason }));
    expect(await leftOf(withAccess(tenant.id, use))).to.deep.equal({ _tag: 'NotConnected', broken: reason });
    expect(await stored()).to.deep.include({ status: 'broken', tokens: null, refreshing: null });
    expect(errors()).to.have.length(1);
    expect(authorizer.asked.refresh).to.equal(1);
  });

  it('stays the old one during an outage, as long as that is valid', async () => {
    await connect();
    const old = await rightOf(withAccess(tenant.id, use));
    authorizer.trouble = OUT_OF_REACH;
    clock.advance(56 * MINUTE);
    expect(await rightOf(withAccess(tenant.id, use))).to.equal(old);
    clock.advance(5 * MINUTE);
    expect(await leftOf(withAccess(tenant.id, use))).to.deep.equal(OUT_OF_REACH);
    expect((await stored()).refreshing, 'its lease is released').to.equal(null);
    authorizer.trouble = null;
    expect(await rightOf(withAccess(tenant.id, use))).not.to.equal(old);
    expect(await stored()).to.include({ status: 'connected' });
  });

  it('is not renewed by each request that waited, one after the other, while the phone system is out of reach', async () => {
    await connect();
    clock.advance(61 * MINUTE);
    authorizer.trouble = OUT_OF_REACH;
    const door = gate();
    authorizer.held = door.passed;
    const asking = upTo(10).map(() => leftOf(withAccess(tenant.id, use)));
    for (const _ of upTo(3)) await nextTurn();
    door.open();
    expect((await Promise.all(asking)).map(({ _tag }) => _tag)).to.deep.equal(
      upTo(10).map(() => 'PhoneSystemUnavailable'),
    );
    expect(authorizer.asked.refresh).to.equal(1);
  });

  it('is renewed once when it is refused before its end', async () => {
    await connect();
    const [old] = [await rightOf(withAccess(tenant.id, use))];
    await authorizer.revoke({ token: old })();
    const asked = await Promise.all(upTo(5).map(() => rightOf(withAccess(tenant.id, use))));
    expect(new Set(asked).size).to.equal(1);
    expect(authorizer.asked.refresh).to.equal(1);
  });

  it('is lost when the renewed one is refused as well, which is logged once', async () => {
    await connect();
    const refusing = () => async () =>
      E.left({ _tag: 'AccessRefused', reason: 'invalid-token', detail: 'no' } as const);
    const reason = { _tag: 'NotConnected', broken: 'the phone system no longer accepts its access' };
    const asked = await Promise.all(upTo(3).map(() => leftOf(withAccess(tenant.id, refusing))));
    expect(asked).to.deep.equal(upTo(3).map(() => reason));
    expect(await leftOf(withAccess(tenant.id, use))).to.deep.equal(reason);
    expect(errors()).to.have.length(1);
  });

  it('stays when it is valid but does not permit the request', async () => {
    await connect();
    const refusing = () => async () =>
      E.left({ _tag: 'AccessRefused', reason: 'not-permitted', detail: 'no' } as const);
    expect(await leftOf(withAccess(tenant.id, refusing))).to.include({ reason: 'not-permitted' });
    expect(await stored()).to.include({ status: 'connected' });
    expect(authorizer.asked.refresh).to.equal(0);
  });

  it('stays when the request is refused, and not the access', async () => {
    await connect();
    const refusing = () => async () =>
      E.left({ _tag: 'RequestRefused', reason: 'invalid-token', detail: 'no' } as const);
    expect(await leftOf(withAccess(tenant.id, refusing))).to.include({ _tag: 'RequestRefused' });
    expect(authorizer.asked.refresh).to.equal(0);
  });

  it('stays when the renewed one is valid, whatever else is refused then', async () => {
    for (const error of [
      { _tag: 'AccessRefused', reason: 'not-permitted', detail: 'no' } as const,
      { _tag: 'RequestRefused', reason: 'invalid-token', detail: 'no' } as const,
      OUT_OF_REACH,
    ]) {
      await connect();
      let asked = 0;
      const refusing = () => async () => {
        asked += 1;
        return E.left(
          asked === 1 ? ({ _tag: 'AccessRefused', reason: 'invalid-token', detail: 'no' } as const) : error,
        );
      };
      expect(await leftOf(withAccess(tenant.id, refusing))).to.deep.equal(error);
      expect(asked).to.equal(2);
      expect(await stored()).to.include({ status: 'connected' });
    }
    expect(errors()).to.deep.equal([]);
  });

  it('stays when an administrator has connected anew before the renewed one is refused', async () => {
    await connect();
    let asked = 0;
    const refusing = () => async () => {
      asked += 1;
      if (asked === 2) await connect();
      return E.left({ _tag: 'AccessRefused', reason: 'invalid-token', detail: 'no' } as const);
    };
    expect(await leftOf(withAccess(tenant.id, refusing))).to.include({ _tag: 'AccessRefused' });
    expect(await stored()).to.include({ status: 'connected', broken: null });
    expect(errors()).to.deep.equal([]);
  });

  it('is not used again once it was refused, though it cannot be renewed at the moment', async () => {
    await connect();
    authorizer.trouble = OUT_OF_REACH;
    let asked = 0;
    const refusing = () => async () => {
      asked += 1;
      return E.left({ _tag: 'AccessRefused', reason: 'invalid-token', detail: 'no' } as const);
    };
    expect(await leftOf(withAccess(tenant.id, refusing))).to.deep.equal(OUT_OF_REACH);
    expect(asked).to.equal(1);
    expect(await stored()).to.include({ status: 'connected', refreshing: null });
  });

  it('is not the old one where that has ended when the renewal fails', async () => {
    await connect();
    clock.advance(60 * MINUTE - 1);
    const door = gate();
    authorizer.held = door.passed;
    authorizer.trouble = OUT_OF_REACH;
    const asking = leftOf(withAccess(tenant.id, use));
    await nextTurn();
    clock.advance(1);
    door.open();
    expect(await asking).to.deep.equal(OUT_OF_REACH);
  });

  it('is renewed by another process at the moment at which the lease of a dead one runs out', async () => {
    await connect();
    clock.advance(61 * MINUTE);
    authorizer.held = new Promise(() => undefined);
    void withAccess(tenant.id, use)();
    await nextTurn();
    authorizer.held = Promise.resolve();
    clock.advance(45_000);
    const before = clock.now();
    await rightOf(processNamed('two')(tenant.id, use));
    expect(clock.now()).to.equal(before);
  });

  it('is waited for as long as the leases of two dead processes last, and then given up', async () => {
    await connect();
    clock.advance(61 * MINUTE);
    const mine = await stored();
    // Each process that takes over dies.
    const dying = (until: number) =>
      rightOf(connections.change(tenant.id, () => toRecord({ ...mine, refreshing: { owner: 'dying', until } })));
    await dying(clock.now() + MINUTE);
    let waited = 0;
    const pause = async (ms: number): Promise<void> => {
      waited += ms;
      await dying(clock.now() + MINUTE);
    };
    expect(await leftOf(processNamed('two', { pause })(tenant.id, use))).to.include({
      _tag: 'PhoneSystemUnavailable',
      retryAfterMs: null,
    });
    expect(waited).to.be.within(90_000, 95_000);
    expect(authorizer.asked.refresh).to.equal(0);
  });

  describe('whose renewal took too long', () => {
    for (const successor of ['two', 'one']) {
      it(`is left to ${successor === 'two' ? 'another process' : 'the same process'} that has begun anew`, async () => {
        await connect();
        clock.advance(61 * MINUTE);
        const [slow, fast] = [gate(), gate()];
        authorizer.held = slow.passed;
        const first = leftOf(withAccess(tenant.id, use));
        await nextTurn();
        clock.advance(46_000);
        authorizer.held = fast.passed;
        const second = rightOf(processNamed(successor)(tenant.id, use));
        await nextTurn();
        const held = (await stored()).refreshing;
        expect(held).to.deep.equal({ owner: successor, until: clock.now() + 45_000 });

        authorizer.trouble = OUT_OF_REACH;
        slow.open();
        expect(await first).to.deep.equal(OUT_OF_REACH);
        expect((await stored()).refreshing).to.deep.equal(held);
        authorizer.trouble = null;
        fast.open();
        await second;
        expect(await stored()).to.include({ status: 'connected', refreshing: null });
      });
    }

    it('has no lease once the successor has given up as well', async () => {
      await connect();
      clock.advance(61 * MINUTE);
      const door = gate();
      authorizer.held = door.passed;
      authorizer.trouble = OUT_OF_REACH;
      const slow = leftOf(withAccess(tenant.id, use));
      await nextTurn();
      clock.advance(46_000);
      authorizer.held = Promise.resolve();
      expect(await leftOf(processNamed('two')(tenant.id, use))).to.deep.equal(OUT_OF_REACH);
      door.open();
      expect(await slow).to.deep.equal(OUT_OF_REACH);
      expect(await stored()).to.include({ status: 'connected', refreshing: null });
    });
  });

  describe('that changes after it was read and before its lease is acquired', () => {
    /** Something happens just before one process acquires the lease. */
    const overtakenBy = (happens: () => Promise<unknown>): WithAccess => {
      let isFirst = true;
      const change: RecordOf<DialpadConnection>['change'] = (id, decide) => async () => {
        if (isFirst) {
          isFirst = false;
          await happens();
        }
        return connections.change(id, decide)();
      };
      return processNamed('one', { connections: { ...connections, change } });
    };

    it('is the one that another process has renewed, and is not renewed again', async () => {
      await connect();
      clock.advance(61 * MINUTE);
      let renewed = '';
      const one = overtakenBy(async () => {
        renewed = await rightOf(processNamed('two')(tenant.id, use));
      });
      expect(await rightOf(one(tenant.id, use))).to.equal(renewed);
      expect(authorizer.asked.refresh).to.equal(1);
    });

    it('is none where an administrator has disconnected the app', async () => {
      await connect();
      clock.advance(61 * MINUTE);
      const one = overtakenBy(() => rightOf(connections.change(tenant.id, () => toRecord(NOT_CONNECTED))));
      expect(await leftOf(one(tenant.id, use))).to.deep.equal({ _tag: 'NotConnected', broken: null });
      expect(authorizer.asked.refresh).to.equal(0);
    });
  });

  it('is renewed by another process when the one that holds the lease has died', async () => {
    await connect();
    clock.advance(61 * MINUTE);
    authorizer.held = new Promise(() => undefined);
    void withAccess(tenant.id, use)();
    await nextTurn();
    authorizer.held = Promise.resolve();
    const before = clock.now();
    await rightOf(processNamed('two')(tenant.id, use));
    expect(clock.now() - before).to.be.within(44_000, 46_000);
  });

  describe('while it is renewed', () => {
    /** Begins a renewal, does something in the meantime, and lets the renewal end. */
    const meanwhile = async (happens: () => Promise<unknown>) => {
      await connect();
      clock.advance(56 * MINUTE);
      const door = gate();
      authorizer.held = door.passed;
      const renewing = withAccess(tenant.id, use)();
      await nextTurn();
      await happens();
      door.open();
      return renewing;
    };
    const disconnect = () => rightOf(makeDisconnect({ connections, authorizer, vault, clock, logger })(tenant));

    it('ends when an administrator disconnects the app, and the tokens granted too late are revoked', async () => {
      const answer = await meanwhile(disconnect);
      expect(answer).to.deep.equal(E.left({ _tag: 'NotConnected', broken: null }));
      expect(await stored()).to.deep.equal(NOT_CONNECTED);
      expect(['access-1-in-clear', 'access-3-in-clear'].map(authorizer.accepts)).to.deep.equal([false, false]);
    });

    it('ends though the tokens granted too late cannot be revoked, and the log says so', async () => {
      const stuck = { ...authorizer, revoke: () => TE.left(OUT_OF_REACH) };
      withAccess = processNamed('one', { authorizer: stuck });
      await connect();
      clock.advance(56 * MINUTE);
      const door = gate();
      stuck.refresh = (token) => async () => {
        await door.passed;
        return authorizer.refresh(token)();
      };
      const renewing = leftOf(withAccess(tenant.id, use));
      await nextTurn();
      await disconnect();
      door.open();
      expect(await renewing).to.deep.equal({ _tag: 'NotConnected', broken: null });
      expect(logger.lines.map(({ level }) => level)).to.deep.equal(['warn']);
    });

    it('is the one that an administrator connects, and not the renewed one', async () => {
      let fresh: DialpadConnection | null = null;
      const answer = await meanwhile(async () => {
        fresh = await connect();
      });
      expect(await stored()).to.deep.equal(fresh);
      expect(E.isRight(answer)).to.equal(true);
    });

    it('is not broken by a refusal of its former tokens', async () => {
      await meanwhile(async () => {
        authorizer.withdraw('refresh-2-in-clear');
        await connect();
      });
      expect(await stored()).to.include({ status: 'connected', broken: null });
      expect(errors()).to.deep.equal([]);
    });
  });

  describe('while storage', () => {
    /** Storage that saves no change of the connection from some moment on. */
    const refusing = (error: StorageError, since: () => boolean) => {
      let tries = 0;
      const save: Storage['records']['save'] = (record) => async () => {
        if (!since()) return storage.records.save(record)();
        tries += 1;
        return E.left(error);
      };
      return {
        tries: () => tries,
        connections: recordOf({ ...storage.records, save }, 'connection', () => NOT_CONNECTED),
      };
    };
    const DOWN = storageUnavailable('no answer');
    const FAULT = storageFault('no');
    const renewed = (): boolean => authorizer.asked.refresh > 0;

    beforeEach(async () => {
      await connect();
      clock.advance(56 * MINUTE);
    });

    it('is out of reach, is refused', async () => {
      await storage.close();
      expect(await leftOf(withAccess(tenant.id, use))).to.include({ _tag: 'StorageUnavailable' });
    });

    it('takes no changes, is not renewed', async () => {
      const shaky = refusing(DOWN, () => true);
      expect(await leftOf(processNamed('one', { connections: shaky.connections })(tenant.id, use))).to.equal(DOWN);
      expect(authorizer.asked.refresh).to.equal(0);
    });

    it('stays out of reach, tries to save its new tokens each second until its lease runs out', async () => {
      const shaky = refusing(DOWN, renewed);
      const before = clock.now();
      expect(await leftOf(processNamed('one', { connections: shaky.connections })(tenant.id, use))).to.equal(DOWN);
      expect(clock.now() - before).to.equal(45_000);
      expect(shaky.tries()).to.equal(46);
    });

    it('refuses its new tokens, is given up at once', async () => {
      const shaky = refusing(FAULT, renewed);
      const before = clock.now();
      expect(await leftOf(processNamed('one', { connections: shaky.connections })(tenant.id, use))).to.equal(FAULT);
      expect(clock.now()).to.equal(before);
      expect(shaky.tries()).to.equal(1);
    });

    for (const trouble of [OUT_OF_REACH, { _tag: 'GrantRefused', detail: 'invalid_grant' } as const]) {
      it(`goes out of reach, is refused where its renewal fails: ${trouble._tag}`, async () => {
        const shaky = refusing(DOWN, renewed);
        authorizer.trouble = trouble;
        expect(await leftOf(processNamed('one', { connections: shaky.connections })(tenant.id, use))).to.equal(DOWN);
        expect((await stored()).status).to.equal('connected');
        expect(errors()).to.deep.equal([]);
      });
    }
  });

  it('stays though storage is out of reach for a moment when the new tokens are to be saved', async () => {
    await connect();
    clock.advance(56 * MINUTE);
    let failures = 3;
    const shaky = recordOf(
      {
        ...storage.records,
        save: (record) => async () => {
          if (authorizer.asked.refresh === 0 || failures === 0) return storage.records.save(record)();
          failures -= 1;
          return E.left(storageUnavailable('the connection ended'));
        },
      },
      'connection',
      () => NOT_CONNECTED,
    );
    await rightOf(processNamed('one', { connections: shaky })(tenant.id, use));
    clock.advance(56 * MINUTE);
    await rightOf(withAccess(tenant.id, use));
    expect(await stored()).to.include({ status: 'connected' });
  });

  it('is sealed for its app alone', async () => {
    const other = app();
    await rightOf(storage.apps.create(other, firstKey(other)));
    const mine = await connect();
    await rightOf(connections.change(other.id, () => toRecord(mine)));
    expect(await leftOf(withAccess(other.id, use))).to.include({ _tag: 'NotConnected' });
    await rightOf(withAccess(tenant.id, use));
  });

  it('is used once it is renewed, though the new one is due for renewal at once as well', async () => {
    await connect();
    clock.advance(61 * MINUTE);
    const refresh: FakeAuthorizer['refresh'] = (token) => {
      authorizer.expiresInSeconds = authorizer.asked.refresh === 0 ? 0 : 3600;
      return authorizer.refresh(token);
    };
    await rightOf(processNamed('one', { authorizer: { ...authorizer, refresh } })(tenant.id, use));
    expect(authorizer.asked.refresh).to.equal(1);
  });

  it('is lost with the key that sealed it, which is logged once', async () => {
    await connect();
    const other = processNamed('one', { vault: makeAesVault({ current: 'another secret', previous: [] }) });
    const asked = await Promise.all(upTo(3).map(() => leftOf(other(tenant.id, use))));
    const reason = 'its tokens were sealed under another ENCRYPTION_KEY';
    for (const one of asked) expect(one).to.deep.equal({ _tag: 'NotConnected', broken: reason });
    expect(errors()).to.have.length(1);
  });

  it('stays under a new key that knows the previous one', async () => {
    await connect();
    const previous = ['a secret of the server'];
    const other = processNamed('one', { vault: makeAesVault({ current: 'another secret', previous }) });
    await rightOf(other(tenant.id, use));
  });

  it('ends after its hour where no refresh token was granted', async () => {
    authorizer.grantsRefresh = false;
    await connect();
    clock.advance(59 * MINUTE);
    await rightOf(withAccess(tenant.id, use));
    clock.advance(MINUTE);
    const { broken } = (await leftOf(withAccess(tenant.id, use))) as { readonly broken: string };
    expect(broken).to.contain('has ended').and.to.contain('offline_access');
    expect(authorizer.asked.refresh).to.equal(0);
  });

  it('says what is wrong when one that cannot be renewed is refused', async () => {
    authorizer.grantsRefresh = false;
    await connect();
    await authorizer.revoke({ token: await rightOf(withAccess(tenant.id, use)) })();
    const { broken } = (await leftOf(withAccess(tenant.id, use))) as { readonly broken: string };
    expect(broken).to.contain('no longer accepts');
  });
});
