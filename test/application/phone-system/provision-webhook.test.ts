import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { cachedWebhookSecrets } from '../../../src/adapters/outbound/storage/cached-webhook-secrets.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeAesVault } from '../../../src/adapters/outbound/system/aes-vault.js';
import type { WithAccess } from '../../../src/application/phone-system/access.js';
import {
  makeProvisionWebhook,
  makeRemoveWebhook,
  makeRotateWebhookSecret,
} from '../../../src/application/phone-system/provision-webhook.js';
import { secretsOf } from '../../../src/application/phone-system/webhook-secret.js';
import type { PhoneSystem, PhoneSystemError } from '../../../src/application/ports/phone-system.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { type RecordOf, recordOf } from '../../../src/application/records/app-record.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { NO_WEBHOOK, type Webhook } from '../../../src/domain/dialpad-connection/webhook.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, dialpadId, firstKey, upTo } from '../../../src/testing/storage/samples.js';
import { type FakePhoneSystem, fakePhoneSystem, subscription } from '../../support/fake-phone-system.js';
import { gate, nextTurn, type SettableClock, settableClock } from '../../support/time.js';

const vault = makeAesVault({ current: 'a secret of the server', previous: [] });
const DOWN: PhoneSystemError = { _tag: 'PhoneSystemUnavailable', detail: 'no answer', retryAfterMs: null };
const withAccess: WithAccess = (_appId, use) => use({ token: 'token' });

describe('provisioning', () => {
  let tenant: AppTenant;
  let storage: Storage;
  let webhooks: RecordOf<Webhook>;
  let phone: FakePhoneSystem;
  let clock: SettableClock;
  let url: string;

  const deps = (owner = 'one') => ({
    webhooks,
    withAccess,
    phone,
    vault,
    hookUrlOf: (): string | null => url,
    random: () => randomBytes(32).toString('base64url'),
    clock,
    owner,
  });
  const provision = (owner?: string) => makeProvisionWebhook(deps(owner))(tenant.id);
  const rotate = (graceSeconds = 60) => makeRotateWebhookSecret(deps())(tenant.id, graceSeconds);
  const remove = () => makeRemoveWebhook(deps())(tenant.id);

  const kept = () => someOf(webhooks.read(tenant.id));
  /** The secrets that deliveries are taken under now. */
  const taken = async () => secretsOf(vault, tenant.id, await kept(), clock.now());
  /** The secret that the phone system signs with. */
  const signedWith = () => [...phone.webhooks.values()].filter((one) => one.url === url).map(({ secret }) => secret);
  const ours = () => {
    const hook = [...phone.webhooks.values()].find((one) => one.url === url);
    return [...phone.subscriptions.values()]
      .filter(({ webhookId }) => webhookId === hook?.id)
      .map(({ kind, isEnabled, isComplete }) => `${kind} ${isEnabled && isComplete ? 'whole' : 'in part'}`);
  };
  /** The nth request of a kind comes to nothing, or its answer is lost. */
  const failing = (when: 'before' | 'after', request: keyof PhoneSystem, nth = 1): void => {
    phone[when] = (asked, count) => (asked === request && count === nth ? DOWN : null);
  };
  const mended = (): void => {
    phone.before = () => null;
    phone.after = () => null;
  };

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    webhooks = recordOf(storage.records, 'webhook', () => NO_WEBHOOK);
    phone = fakePhoneSystem();
    clock = settableClock();
    url = `https://cti.test/webhooks/dialpad/${tenant.id}`;
  });

  it('makes a signed webhook with a subscription to calls and one to messages', async () => {
    const { done, webhook } = await rightOf(provision());
    expect(done).to.deep.equal(['webhook created', 'call subscription created', 'message subscription created']);
    expect(ours()).to.deep.equal(['call whole', 'message whole']);
    expect(await taken()).to.deep.equal(signedWith());
    expect(webhook).to.deep.equal(await kept());
    expect(webhook).to.include({ url, checkedAt: clock.now(), busy: null });
  });

  it('changes nothing when it is asked again', async () => {
    await rightOf(provision());
    const state = async () => [...phone.webhooks, ...phone.subscriptions, await kept()];
    const before = await state();
    for (const _ of upTo(3)) expect((await rightOf(provision())).done).to.deep.equal([]);
    expect(await state()).to.deep.equal(before);
    expect(phone.asked.filter((one) => one.startsWith('create'))).to.have.length(3);
  });

  it('is done once, though it is asked for many times at the same moment', async () => {
    const outcomes = await Promise.all(upTo(5).map((n) => provision(`process ${n}`)()));
    expect(outcomes.filter(E.isRight)).to.have.length(1);
    for (const outcome of outcomes.filter(E.isLeft)) expect(outcome.left).to.deep.equal({ _tag: 'SetUpUnderWay' });
    expect(ours()).to.deep.equal(['call whole', 'message whole']);
  });

  it('keeps the secret before there is a webhook that signs with it', async () => {
    let secrets: readonly string[] = [];
    phone.before = async (request) => {
      if (request === 'createWebhook') secrets = await taken();
      return null;
    };
    await rightOf(provision());
    expect(secrets).to.deep.equal(signedWith());
  });

  it('keeps no secret in clear', async () => {
    await rightOf(provision());
    await rightOf(rotate());
    const stored = JSON.stringify(await rightOf(storage.records.all('webhook')));
    for (const secret of await taken()) expect(stored).not.to.contain(secret);
  });

  it('is not possible where the server does not know how it is reached', async () => {
    const nowhere = makeProvisionWebhook({ ...deps(), hookUrlOf: () => null })(tenant.id);
    expect(await leftOf(nowhere)).to.deep.equal({ _tag: 'NoPublicUrl' });
    expect(phone.asked).to.deep.equal([]);
  });

  it('is not possible without a connection, and can be asked for again at once', async () => {
    const notConnected = { _tag: 'NotConnected', broken: null } as const;
    const alone = makeProvisionWebhook({ ...deps(), withAccess: () => TE.left(notConnected) })(tenant.id);
    for (const _ of upTo(2)) expect(await leftOf(alone)).to.deep.equal(notConnected);
    await rightOf(provision());
  });

  describe('with somebody else’s webhooks and subscriptions in the list', () => {
    const theirs = (id: number, more = {}) => ({
      id: dialpadId(id),
      url: `https://other.test/${id}`,
      isSigned: true,
      secret: 'theirs',
      ...more,
    });

    it('leaves those as they are, in whatever state, when it sets up, rotates and removes', async () => {
      const hooks = [
        theirs(1),
        theirs(2, { url: 'https://cti.test/webhooks/dialpad' }),
        theirs(3, { isSigned: false }),
      ];
      const subscriptions = [
        subscription(11, 'call', { webhookId: dialpadId(1) }),
        subscription(12, 'call', { webhookId: dialpadId(2), isEnabled: false }),
        subscription(13, 'message', { webhookId: null, isComplete: false }),
      ];
      for (const one of hooks) phone.webhooks.set(one.id, one);
      for (const one of subscriptions) phone.subscriptions.set(one.id, one);

      await rightOf(provision());
      await rightOf(rotate());
      await rightOf(remove());
      expect([...phone.webhooks.values()]).to.deep.equal(hooks);
      expect([...phone.subscriptions.values()]).to.deep.equal(subscriptions);
    });
  });

  describe('mends', () => {
    /** What is at the phone system is spoilt, and made good by asking again. */
    const spoilt = async (spoil: (ids: { hook: DialpadId; call: DialpadId }) => void) => {
      await rightOf(provision());
      const { id, callSubscriptionId } = await kept();
      spoil({ hook: id as DialpadId, call: callSubscriptionId as DialpadId });
      const { done } = await rightOf(provision());
      expect(ours()).to.have.members(['call whole', 'message whole']);
      expect(await taken()).to.deep.equal(signedWith());
      expect((await rightOf(provision())).done).to.deep.equal([]);
      return done;
    };
    const change = (id: DialpadId, more: object): void => {
      const before = phone.subscriptions.get(id);
      if (before !== undefined) phone.subscriptions.set(id, { ...before, ...more });
    };

    it('a subscription that was switched off', async () => {
      expect(await spoilt(({ call }) => change(call, { isEnabled: false }))).to.deep.equal([
        'call subscription repaired',
      ]);
    });

    it('a subscription that leaves something out', async () => {
      expect(await spoilt(({ call }) => change(call, { isComplete: false }))).to.deep.equal([
        'call subscription repaired',
      ]);
    });

    it('a subscription that delivers nowhere', async () => {
      expect(await spoilt(({ call }) => change(call, { webhookId: null }))).to.deep.equal([
        'call subscription repaired',
      ]);
    });

    it('a subscription that was deleted', async () => {
      expect(await spoilt(({ call }) => phone.subscriptions.delete(call))).to.deep.equal(['call subscription created']);
    });

    it('a webhook that was deleted', async () => {
      const done = await spoilt(({ hook }) => rightOf(phone.deleteWebhook({ token: '' }, hook)));
      expect(done).to.deep.equal(['webhook created', 'call subscription repaired', 'message subscription repaired']);
    });

    it('a webhook that does not sign', async () => {
      const done = await spoilt(({ hook }) =>
        phone.webhooks.set(hook, { id: hook, url, isSigned: false, secret: null }),
      );
      expect(done).to.deep.equal(['webhook repaired']);
    });

    it('a webhook and subscriptions that are there twice', async () => {
      const done = await spoilt(({ hook }) => {
        phone.webhooks.set(dialpadId(1), { id: dialpadId(1), url, isSigned: true, secret: 'lost' });
        phone.subscriptions.set(dialpadId(11), subscription(11, 'call', { webhookId: hook }));
        phone.subscriptions.set(dialpadId(12), subscription(12, 'call', { webhookId: hook, isEnabled: false }));
      });
      expect(done).to.deep.equal([
        'duplicate call subscription deleted',
        'duplicate call subscription deleted',
        'duplicate webhook deleted',
      ]);
      expect(phone.webhooks.size).to.equal(1);
      expect(phone.subscriptions.size).to.equal(2);
    });

    it('a webhook that delivers to where the server was before', async () => {
      await spoilt(() => {
        url = `https://new.test/webhooks/dialpad/${tenant.id}`;
      });
      expect([...phone.webhooks.values()].map((one) => one.url)).to.deep.equal([url]);
      expect(phone.subscriptions.size).to.equal(2);
    });
  });

  for (const request of ['createWebhook', 'createSubscription'] as const) {
    for (const nth of request === 'createWebhook' ? [1] : [1, 2]) {
      it(`goes on where it stopped when the phone system fails at ${request} ${nth}`, async () => {
        failing('before', request, nth);
        expect(await leftOf(provision())).to.deep.equal(DOWN);
        mended();
        await rightOf(provision());
        expect(ours()).to.deep.equal(['call whole', 'message whole']);
        expect(await taken()).to.deep.equal(signedWith());
      });

      it(`takes what is there for its own when the answer to ${request} ${nth} is lost`, async () => {
        failing('after', request, nth);
        await leftOf(provision());
        mended();
        await rightOf(provision());
        expect(ours()).to.deep.equal(['call whole', 'message whole']);
        expect(await taken()).to.deep.equal(signedWith());
        expect(phone.webhooks.size).to.equal(1);
      });
    }
  }

  it('goes on after a process that died in the middle, once its time is up', async () => {
    phone.before = (request) => (request === 'createSubscription' ? new Promise(() => undefined) : null);
    void provision('dying')();
    await nextTurn();
    mended();
    expect(await leftOf(provision())).to.deep.equal({ _tag: 'SetUpUnderWay' });
    clock.advance(120_000);
    await rightOf(provision());
    expect(ours()).to.deep.equal(['call whole', 'message whole']);
    expect(phone.webhooks.size).to.equal(1);
  });

  it('leaves what another has done by now, should it have taken too long', async () => {
    const door = gate();
    phone.before = async (request, nth) => {
      if (request === 'createSubscription' && nth === 1) await door.passed;
      return null;
    };
    const slow = provision('slow')();
    await nextTurn();
    clock.advance(120_000);
    await rightOf(provision('fast'));
    await rightOf(rotate());
    const done = await kept();
    door.open();
    expect(await slow).to.deep.equal(E.left({ _tag: 'SetUpUnderWay' }));
    expect(await kept()).to.deep.equal(done);
  });

  it('says what to do when the key of its secret is gone, though all looks well at the phone system', async () => {
    await rightOf(provision());
    const other = { ...deps(), vault: makeAesVault({ current: 'another secret', previous: [] }) };
    const refused = await leftOf(makeProvisionWebhook(other)(tenant.id));
    expect(refused).to.deep.equal({
      _tag: 'RequestRefused',
      detail: 'the webhook secret was sealed under another ENCRYPTION_KEY: remove the webhook, and ask again',
    });
    await rightOf(makeRemoveWebhook(other)(tenant.id));
    await rightOf(makeProvisionWebhook(other)(tenant.id));
    expect(secretsOf(other.vault, tenant.id, await kept(), clock.now())).to.deep.equal(signedWith());
  });

  describe('a new secret', () => {
    it('is signed with at once, and the old one is good until the grace is over', async () => {
      await rightOf(provision());
      const [old] = signedWith();
      await rightOf(rotate(60));
      const [fresh] = signedWith();
      expect(fresh).not.to.equal(old);
      clock.advance(59_999);
      expect(await taken()).to.deep.equal([old, fresh]);
      clock.advance(1);
      expect(await taken()).to.deep.equal([fresh]);
    });

    it('is good before the phone system signs with it', async () => {
      await rightOf(provision());
      let during: readonly string[] = [];
      phone.before = async (request) => {
        if (request === 'changeWebhookSecret') during = await taken();
        return null;
      };
      await rightOf(rotate());
      expect(during).to.have.length(2);
      expect(during).to.include.members(signedWith());
    });

    for (const when of ['before', 'after'] as const) {
      it(`leaves the old one good when the change fails ${when} it is carried out, for as long as it takes`, async () => {
        await rightOf(provision());
        failing(when, 'changeWebhookSecret');
        expect(await leftOf(rotate())).to.deep.equal(DOWN);
        clock.advance(90 * 86_400_000);
        expect(await taken()).to.include.members(signedWith());
        mended();
        expect((await rightOf(provision())).done).to.deep.equal([]);
        await rightOf(rotate(60));
        clock.advance(60_000);
        expect(await taken()).to.deep.equal(signedWith());
      });
    }

    it('keeps others from setting up meanwhile', async () => {
      await rightOf(provision());
      const door = gate();
      phone.before = async (request) => {
        if (request === 'changeWebhookSecret') await door.passed;
        return null;
      };
      const rotating = rotate()();
      await nextTurn();
      expect(await leftOf(provision('two'))).to.deep.equal({ _tag: 'SetUpUnderWay' });
      expect(await leftOf(remove())).to.deep.equal({ _tag: 'SetUpUnderWay' });
      door.open();
      expect(E.isRight(await rotating)).to.equal(true);
      await rightOf(provision('two'));
    });

    it('is for a webhook that there is', async () => {
      expect(await leftOf(rotate())).to.deep.equal({ _tag: 'NoWebhook' });
      failing('before', 'createWebhook');
      await leftOf(provision());
      expect(await leftOf(rotate())).to.deep.equal({ _tag: 'NoWebhook' });
    });
  });

  describe('removing', () => {
    it('leaves nothing at the phone system, and takes nothing any more', async () => {
      await rightOf(provision());
      await rightOf(remove());
      expect([phone.webhooks.size, phone.subscriptions.size]).to.deep.equal([0, 0]);
      expect(await taken()).to.deep.equal([]);
      expect(await leftOf(remove())).to.deep.equal({ _tag: 'NoWebhook' });
    });

    it('leaves nothing of a set-up that was cut short', async () => {
      failing('before', 'createSubscription', 2);
      await leftOf(provision());
      mended();
      await rightOf(remove());
      expect([phone.webhooks.size, phone.subscriptions.size]).to.deep.equal([0, 0]);
    });

    it('leaves no subscription behind whose webhook somebody has deleted', async () => {
      await rightOf(provision());
      await rightOf(phone.deleteWebhook({ token: '' }, (await kept()).id as DialpadId));
      await rightOf(remove());
      expect(phone.subscriptions.size).to.equal(0);
    });

    it('can be asked for again when it fails in the middle', async () => {
      await rightOf(provision());
      failing('before', 'deleteWebhook');
      await leftOf(remove());
      expect(await taken()).to.have.length(1);
      mended();
      await rightOf(remove());
      expect(phone.webhooks.size).to.equal(0);
    });

    it('is followed by a set-up with a secret of its own', async () => {
      await rightOf(provision());
      const [old] = signedWith();
      await rightOf(remove());
      await rightOf(provision());
      expect(signedWith()).not.to.deep.equal([old]);
      expect(await taken()).to.deep.equal(signedWith());
    });
  });

  describe('and the secrets that are remembered', () => {
    const remembering = () => cachedWebhookSecrets({ webhooks, vault, clock, fallback: 'standing' });

    it('are the standing one for who has no webhook, and for no app', async () => {
      const secrets = remembering();
      expect(await rightOf(secrets.remembered(tenant.id))).to.deep.equal(['standing']);
      expect(await rightOf(secrets.remembered(null))).to.deep.equal(['standing']);
      expect(await rightOf(secrets.current(null))).to.deep.equal(['standing']);
    });

    it('are found fresh by who asks for the current ones, though there were none a moment ago', async () => {
      const secrets = remembering();
      await rightOf(secrets.remembered(tenant.id));
      await rightOf(provision());
      expect(await rightOf(secrets.remembered(tenant.id))).to.deep.equal(['standing']);
      expect(await rightOf(secrets.current(tenant.id))).to.deep.equal(signedWith());
      expect(await rightOf(secrets.remembered(tenant.id))).to.deep.equal(signedWith());
    });

    it('are believed for a second: one that has ended is refused by then', async () => {
      await rightOf(provision());
      await rightOf(rotate(10));
      const secrets = remembering();
      clock.advance(9_999);
      expect(await rightOf(secrets.remembered(tenant.id))).to.have.length(2);
      clock.advance(1_000);
      expect(await rightOf(secrets.remembered(tenant.id))).to.deep.equal(signedWith());
    });

    it('are not what an app that is removed had', async () => {
      await rightOf(provision());
      const secrets = remembering();
      await rightOf(secrets.remembered(tenant.id));
      await rightOf(remove());
      clock.advance(1_000);
      expect(await rightOf(secrets.remembered(tenant.id))).to.deep.equal(['standing']);
    });

    it('are none where the key that sealed them is gone: the standing one is not the app’s', async () => {
      await rightOf(provision());
      const other = makeAesVault({ current: 'another secret', previous: [] });
      const secrets = cachedWebhookSecrets({ webhooks, vault: other, clock, fallback: 'standing' });
      expect(await rightOf(secrets.current(tenant.id))).to.deep.equal([]);
    });
  });
});
