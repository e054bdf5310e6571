import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeAesVault } from '../../../src/adapters/outbound/system/aes-vault.js';
import { makeBeginConnect, makeFinishConnect, makeOpenConsent } from '../../../src/application/phone-system/connect.js';
import { makeDisconnect } from '../../../src/application/phone-system/disconnect.js';
import type { ConsentAnswer } from '../../../src/application/phone-system/redeem-consent.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { type StorageError, storageUnavailable } from '../../../src/application/ports/storage-error.js';
import { type RecordOf, recordOf } from '../../../src/application/records/app-record.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { type DialpadConnection, NOT_CONNECTED } from '../../../src/domain/dialpad-connection/dialpad-connection.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, dialpadId, firstKey, upTo } from '../../../src/testing/storage/samples.js';
import { type FakeAuthorizer, fakeAuthorizer, OUT_OF_REACH, s256 } from '../../support/fake-authorizer.js';
import { type FakePhoneSystem, fakePhoneSystem } from '../../support/fake-phone-system.js';
import { recordingLogger } from '../../support/recording-logger.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const MINUTE = 60_000;
const DOWN = storageUnavailable('no answer');
/** The secret of the administrator's browser. */
const BROWSER = 'B'.repeat(43);
const vault = makeAesVault({ current: 'a secret of the server', previous: [] });

describe('connecting', () => {
  let tenant: AppTenant;
  let other: AppTenant;
  let storage: Storage;
  let connections: RecordOf<DialpadConnection>;
  let authorizer: FakeAuthorizer;
  let phone: FakePhoneSystem;
  let clock: SettableClock;
  let secrets: string[];
  let begun: string[];
  let logger: ReturnType<typeof recordingLogger>;

  const random = (): string => {
    const text = randomBytes(32).toString('base64url');
    secrets.push(text);
    return text;
  };
  const deps = (changed: Partial<Parameters<typeof makeFinishConnect>[0]> = {}) => ({
    connections,
    authorizer,
    phone,
    apps: storage.apps,
    vault,
    random,
    digest: s256,
    startUrlOf: (state: string) => `https://cti.test/start?state=${state}`,
    clock,
    logger,
    onConnected: (id: string) => begun.push(id),
    ...changed,
  });

  const stateIn = (url: string) => new URL(url).searchParams.get('state');
  const link = (of: AppTenant = tenant) => rightOf(makeBeginConnect(deps())(of));
  const open = (url: string, browser: string | null = BROWSER) =>
    makeOpenConsent(deps())({ state: stateIn(url), browser });
  /** A link, and where the browser that opens it is sent. */
  const begin = async (of: AppTenant = tenant) => {
    const begun = await link(of);
    return { ...begun, authorizeUrl: (await rightOf(open(begun.authorizeUrl))).authorizeUrl };
  };
  const finish = (answer: Partial<ConsentAnswer>, changed?: Parameters<typeof deps>[0]) =>
    makeFinishConnect(deps(changed))({ state: null, code: null, error: null, browser: BROWSER, ...answer });
  /** An administrator follows the link, and consents. */
  const consent = async (of: AppTenant = tenant) => authorizer.consent((await begin(of)).authorizeUrl);
  const disconnect = (changed?: Parameters<typeof deps>[0]) => rightOf(makeDisconnect(deps(changed))(tenant));
  const warnings = () => logger.lines.filter(({ level }) => level === 'warn');
  /** The connections, of which no change is saved. */
  const unkept = (error: StorageError): RecordOf<DialpadConnection> => ({
    ...connections,
    change: () => TE.left(error),
  });

  const connectionNow = () => someOf(connections.read(tenant.id));

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app();
    other = app();
    for (const one of [tenant, other]) await rightOf(storage.apps.create(one, firstKey(one)));
    connections = recordOf(storage.records, 'connection', () => NOT_CONNECTED);
    authorizer = fakeAuthorizer();
    phone = fakePhoneSystem();
    clock = settableClock();
    secrets = [];
    begun = [];
    logger = recordingLogger();
  });

  it('connects an app to the company whose administrator consented', async () => {
    expect(await rightOf(finish(await consent()))).to.deep.equal(tenant);
    expect(await connectionNow()).to.deep.include({
      status: 'connected',
      attempts: [],
      account: phone.company,
      connectedAt: clock.now(),
    });
    const found = await someOf(storage.apps.findByOrganization([dialpadId(900)]));
    expect(found.id).to.equal(tenant.id);
    expect(begun, 'its calls are asked for at once').to.deep.equal([tenant.id]);
    expect(warnings()).to.deep.equal([]);
  });

  it('works with any of several links that an administrator was given', async () => {
    const links = [await begin(), await begin(), await begin()];
    const back = links.map(({ authorizeUrl }) => authorizer.consent(authorizeUrl));
    await rightOf(finish(back[1] ?? {}));
    expect((await connectionNow()).status).to.equal('connected');
    await rightOf(finish(back[0] ?? {}));
  });

  describe('with a link', () => {
    const OTHER = { _tag: 'OtherBrowser' };

    it('is tied to the browser that opens it first, which may open it again', async () => {
      const { authorizeUrl } = await link();
      const first = await rightOf(open(authorizeUrl, null));
      expect(first.browser).to.match(/^[\w-]{43}$/);
      expect(await leftOf(open(authorizeUrl, null))).to.deep.equal(OTHER);
      expect(await leftOf(open(authorizeUrl, BROWSER))).to.deep.equal(OTHER);
      expect(await rightOf(open(authorizeUrl, first.browser))).to.deep.equal(first);
      await rightOf(finish({ ...authorizer.consent(first.authorizeUrl), browser: first.browser }));
    });

    it('accepts no consent from another browser, or from none, and then still that of its own', async () => {
      const back = await consent();
      for (const browser of [null, 'C'.repeat(43)]) {
        expect(await leftOf(finish({ ...back, browser }))).to.deep.equal(OTHER);
      }
      expect(authorizer.asked.exchange).to.equal(0);
      await rightOf(finish(back));
    });

    it('accepts no consent if no browser has opened it', async () => {
      const state = stateIn((await link()).authorizeUrl);
      expect(await leftOf(finish({ state, code: 'code' }))).to.deep.equal(OTHER);
    });

    it('cannot be opened if it is made up, of another app, used or too old', async () => {
      const { authorizeUrl } = await link();
      for (const url of [
        'https://x/?',
        'https://x/?state=x',
        authorizeUrl.replace(tenant.id, other.id),
        `${authorizeUrl}x`,
      ]) {
        expect(await leftOf(open(url)), url).to.deep.equal({ _tag: 'StateUnknown' });
      }
      clock.advance(10 * MINUTE);
      expect(await leftOf(open(authorizeUrl))).to.deep.equal({ _tag: 'StateExpired' });
      const used = await begin();
      await rightOf(finish(authorizer.consent(used.authorizeUrl)));
      expect(await leftOf(open(used.authorizeUrl))).to.deep.equal({ _tag: 'StateUnknown' });
    });
  });

  it('accepts a state once', async () => {
    const back = await consent();
    await rightOf(finish(back));
    expect(await leftOf(finish(back))).to.deep.equal({ _tag: 'StateUnknown' });
    expect((await connectionNow()).status).to.equal('connected');
  });

  it('accepts a state once though it comes twice at the same moment', async () => {
    const back = await consent();
    const outcomes = await Promise.all(upTo(4).map(() => finish(back)()));
    expect(outcomes.filter(E.isRight)).to.have.length(1);
    expect(authorizer.asked.exchange).to.equal(1);
  });

  it('says until when a consent can come back, and accepts it until then', async () => {
    const { expiresAt, authorizeUrl } = await begin();
    expect(expiresAt).to.equal(clock.now() + 10 * MINUTE);
    clock.advance(10 * MINUTE - 1);
    await rightOf(finish(authorizer.consent(authorizeUrl)));
  });

  it('refuses a state that comes too late as expired, once', async () => {
    const back = await consent();
    clock.advance(10 * MINUTE);
    expect(await leftOf(finish(back))).to.deep.equal({ _tag: 'StateExpired' });
    expect(await leftOf(finish(back))).to.deep.equal({ _tag: 'StateUnknown' });
    expect(authorizer.asked.exchange).to.equal(0);
  });

  it('accepts no state that it did not give out', async () => {
    const { state, code } = await consent();
    const [named, random] = state.split('.');
    const forged = [
      null,
      '',
      'nonsense',
      named ?? '',
      `${named}.`,
      `${named}.${'A'.repeat(43)}`,
      `${state}.more`,
      // Of an app that does not exist, and of another one.
      `01890000-0000-7000-8000-00000000dead.${random}`,
      `${other.id}.${random}`,
    ];
    for (const one of forged) {
      expect(await leftOf(finish({ state: one, code })), String(one)).to.deep.equal({ _tag: 'StateUnknown' });
    }
    expect(authorizer.asked.exchange).to.equal(0);
    await rightOf(finish({ state, code }));
  });

  it('does not accept the code of one app’s consent for another app', async () => {
    const [mine, theirs] = [await consent(), await consent(other)];
    expect(await leftOf(finish({ state: mine.state, code: theirs.code }))).to.include({ _tag: 'GrantRefused' });
    expect((await connectionNow()).status).to.equal('disconnected');
    expect(begun).to.deep.equal([]);
  });

  it('looks up no app where the state names none', async () => {
    const looked: string[] = [];
    const apps = {
      ...storage.apps,
      find: (id: AppTenant['id']) => {
        looked.push(id);
        return storage.apps.find(id);
      },
    };
    for (const state of [null, '', 'nonsense', `${tenant.id}x.more`]) {
      expect(await leftOf(finish({ state, code: 'code' }, { apps }))).to.deep.equal({ _tag: 'StateUnknown' });
    }
    expect(looked).to.deep.equal([]);
  });

  it('accepts no state whose verifier was sealed under a key that is gone', async () => {
    const back = await consent();
    const other = makeAesVault({ current: 'another secret', previous: [] });
    expect(await leftOf(finish(back, { vault: other }))).to.deep.equal({ _tag: 'StateUnknown' });
    expect(authorizer.asked.exchange).to.equal(0);
  });

  it('says so when the administrator refuses, and leaves an earlier connection', async () => {
    await rightOf(finish(await consent()));
    const { state } = await consent();
    expect(await leftOf(finish({ state, error: 'access_denied' }))).to.deep.equal({
      _tag: 'ConsentRefused',
      reason: 'access_denied',
    });
    expect((await connectionNow()).status).to.equal('connected');
    expect(await leftOf(finish({ state, code: 'code' }))).to.deep.equal({ _tag: 'StateUnknown' });
  });

  it('says so when the code is refused, and when it is missing', async () => {
    expect(await leftOf(finish({ state: (await consent()).state, code: 'used' }))).to.include({ _tag: 'GrantRefused' });
    expect(await leftOf(finish({ state: (await consent()).state }))).to.include({ _tag: 'StateUnknown' });
  });

  it('says so when the phone system is out of reach', async () => {
    const back = await consent();
    authorizer.trouble = OUT_OF_REACH;
    expect(await leftOf(finish(back))).to.deep.equal(OUT_OF_REACH);
    authorizer.trouble = null;
    await rightOf(finish(await consent()));
  });

  it('connects without the company where the access does not reach that far', async () => {
    phone.before = () => ({ _tag: 'AccessRefused', reason: 'not-permitted', detail: 'company admins only' });
    await rightOf(finish(await consent()));
    expect(await connectionNow()).to.deep.include({ status: 'connected', account: null });
    expect(warnings()).to.have.length(1);
    expect(begun).to.deep.equal([tenant.id]);
  });

  it('asks for the company with the new tokens', async () => {
    const asked: string[] = [];
    const asking: Pick<FakePhoneSystem, 'account'> = {
      account: (access) => {
        asked.push(access.token);
        return phone.account(access);
      },
    };
    await rightOf(finish(await consent(), { phone: asking }));
    expect(asked).to.have.length(1);
    expect(asked.every(authorizer.accepts)).to.equal(true);
  });

  it('connects though events that name the company cannot be routed to the app', async () => {
    const apps = { ...storage.apps, linkOrganizations: () => TE.left(DOWN) };
    expect(await rightOf(finish(await consent(), { apps }))).to.deep.equal(tenant);
    expect(await connectionNow()).to.deep.include({ status: 'connected', account: phone.company });
    expect(warnings()).to.have.length(1);
    expect(begun).to.deep.equal([tenant.id]);
  });

  describe('while storage', () => {
    it('is out of reach, neither begins nor finishes nor disconnects', async () => {
      const back = await consent();
      await storage.close();
      expect(await leftOf(makeBeginConnect(deps())(tenant))).to.include({ _tag: 'StorageUnavailable' });
      expect(await leftOf(finish(back))).to.include({ _tag: 'StorageUnavailable' });
      expect(await leftOf(makeDisconnect(deps())(tenant))).to.include({ _tag: 'StorageUnavailable' });
      expect(authorizer.asked).to.deep.equal({ exchange: 0, refresh: 0, revoke: 0 });
    });

    it('saves no changes, does not spend the code', async () => {
      const back = await consent();
      expect(await leftOf(finish(back, { connections: unkept(DOWN) }))).to.equal(DOWN);
      expect(authorizer.asked.exchange).to.equal(0);
      await rightOf(finish(back));
    });

    it('does not save the tokens, leaves another app’s company with that app', async () => {
      await rightOf(finish(await consent(other)));
      begun.splice(0);
      const back = await consent();
      const change: RecordOf<DialpadConnection>['change'] = (id, decide) =>
        authorizer.asked.exchange === 2 ? TE.left(DOWN) : connections.change(id, decide);
      expect(await leftOf(finish(back, { connections: { ...connections, change } }))).to.equal(DOWN);
      expect(begun).to.deep.equal([]);
      expect((await someOf(storage.apps.findByOrganization([dialpadId(900)]))).id).to.equal(other.id);
    });
  });

  it('is refused where the server is not configured for OAuth', async () => {
    const without = { ...deps(), authorizer: null };
    expect(await leftOf(makeBeginConnect(without)(tenant))).to.deep.equal({ _tag: 'NoAuthorizer' });
    const answer = { state: 'state', code: 'code', error: null, browser: BROWSER };
    expect(await leftOf(makeOpenConsent(without)(answer))).to.deep.equal({ _tag: 'NoAuthorizer' });
    expect(await leftOf(makeFinishConnect(without)(answer))).to.deep.equal({ _tag: 'NoAuthorizer' });
  });

  it('stores no secret in clear: neither state, verifier and code, nor tokens', async () => {
    const asked = await consent();
    const stored = async (): Promise<string> => JSON.stringify(await rightOf(storage.records.all('connection')));
    const { state, code } = asked;
    const pending = await stored();
    for (const secret of [...secrets, state, code]) expect(pending).not.to.contain(secret);

    await rightOf(finish(asked));
    const whole = await stored();
    for (const secret of [...secrets, state, code, 'in-clear']) expect(whole).not.to.contain(secret);
  });

  it('seals a verifier for its app alone', async () => {
    await begin();
    const [attempt] = (await connectionNow()).attempts;
    const sealed = attempt?.verifier ?? '';
    expect(vault.open(`${tenant.id} verifier`, sealed)).to.deep.equal(E.right(secrets[1]));
    expect(E.isLeft(vault.open(`${other.id} verifier`, sealed))).to.equal(true);
  });

  describe('and disconnecting', () => {
    it('revokes the tokens at the phone system, and removes them', async () => {
      await rightOf(finish(await consent()));
      expect(await disconnect()).to.deep.equal({ revoked: true });
      expect(authorizer.asked).to.include({ refresh: 0, revoke: 1 });
      expect(warnings()).to.deep.equal([]);
      expect(authorizer.accepts('access-2-in-clear')).to.equal(false);
      expect(await connectionNow()).to.deep.include({ status: 'disconnected', tokens: null, account: null });
    });

    it('removes them though the phone system is out of reach', async () => {
      await rightOf(finish(await consent()));
      authorizer.trouble = OUT_OF_REACH;
      expect(await disconnect()).to.deep.equal({ revoked: false });
      expect(await connectionNow()).to.deep.include({ status: 'disconnected', tokens: null });
      expect(warnings()).to.have.length(1);
    });

    it('removes them though an access that has ended cannot be renewed to revoke them', async () => {
      await rightOf(finish(await consent()));
      clock.advance(60 * MINUTE);
      authorizer.trouble = OUT_OF_REACH;
      expect(await disconnect()).to.deep.equal({ revoked: false });
      expect(authorizer.asked).to.include({ refresh: 1, revoke: 0 });
      expect(await connectionNow()).to.deep.include({ status: 'disconnected', tokens: null });
    });

    it('revokes an access that has ended as it is where it cannot be renewed', async () => {
      authorizer.grantsRefresh = false;
      await rightOf(finish(await consent()));
      clock.advance(61 * MINUTE);
      expect(await disconnect()).to.deep.equal({ revoked: true });
      expect(authorizer.asked).to.include({ refresh: 0, revoke: 1 });
    });

    it('removes them though their key is gone, or the server is no longer configured for OAuth', async () => {
      const vaultOfAnother = makeAesVault({ current: 'another secret', previous: [] });
      for (const changed of [{ vault: vaultOfAnother }, { authorizer: null }]) {
        await rightOf(finish(await consent()));
        logger.lines.splice(0);
        expect(await disconnect(changed)).to.deep.equal({ revoked: false });
        expect(await connectionNow()).to.deep.include({ status: 'disconnected', tokens: null });
        expect(warnings()).to.have.length(1);
      }
      expect(authorizer.asked).to.include({ refresh: 0, revoke: 0 });
    });

    it('does not revoke tokens that it could not remove', async () => {
      await rightOf(finish(await consent()));
      expect(await leftOf(makeDisconnect(deps({ connections: unkept(DOWN) }))(tenant))).to.equal(DOWN);
      expect(authorizer.asked.revoke).to.equal(0);
    });

    it('changes nothing where a consent is under way and nothing is connected', async () => {
      const back = await consent();
      expect(await disconnect()).to.deep.equal({ revoked: false });
      expect(authorizer.asked.revoke).to.equal(0);
      expect(warnings()).to.deep.equal([]);
      await rightOf(finish(back));
    });

    it('renews an access that has ended, to revoke its tokens', async () => {
      await rightOf(finish(await consent()));
      clock.advance(61 * MINUTE);
      expect(await disconnect()).to.deep.equal({ revoked: true });
      expect(authorizer.asked).to.include({ refresh: 1, revoke: 1 });
      expect(authorizer.accepts('access-4-in-clear')).to.equal(false);
    });

    it('leaves the attempts that are under way', async () => {
      await rightOf(finish(await consent()));
      const back = await consent();
      await disconnect();
      await rightOf(finish(back));
      expect((await connectionNow()).status).to.equal('connected');
    });

    it('does nothing where nothing is connected', async () => {
      expect(await disconnect()).to.deep.equal({ revoked: false });
      expect(await rightOf(connections.read(tenant.id))).to.deep.equal(O.none);
    });
  });
});
