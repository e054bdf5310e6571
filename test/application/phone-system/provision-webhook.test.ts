import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
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
import { type StorageError, storageFault } from '../../../src/application/ports/storage-error.js';
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

  const deps = (owner = 'one', changed: Partial<Parameters<typeof makeProvisionWebhook>[0]> = {}) => ({
    webhooks,
    withAccess,
    phone,
    vault,
    hookUrlOf: (): string | null => url,
    random: () => randomBytes(32).toString('base64url'),
    clock,
    owner,
    ...changed,
  });
  type Changed = Parameters<typeof deps>[1];
  const provision = (owner?: string, changed?: Changed) => makeProvisionWebhook(deps(owner, changed))(tenant.id);
  const rotate = (graceSeconds = 60, changed?: Changed) =>
    makeRotateWebhookSecret(deps('one', changed))(tenant.id, graceSeconds);
  const remove = (changed?: Changed) => makeRemoveWebhook(deps('one', changed))(tenant.id);

  const webhookNow = () => someOf(webhooks.read(tenant.id));
  /** The secrets under which deliveries are accepted now. */
  const taken = async () => secretsOf(vault, tenant.id, await webhookNow(), clock.now());
  /** The secret that the phone system signs with. */
  const signedWith = () => [...phone.webhooks.values()].filter((one) => one.url === url).map(({ secret }) => secret);
  const ours = () => {
    const hook = [...phone.webhooks.values()].find((one) => one.url === url);
    return [...phone.subscriptions.values()]
      .filter(({ webhookId }) => webhookId === hook?.id)
      .map(({ kind, isEnabled, isComplete }) => `${kind} ${isEnabled && isComplete ? 'whole' : 'in part'}`);
  };
  /** The nth request of a kind fails, or its answer is lost. */
  const failing = (when: 'before' | 'after', request: keyof PhoneSystem, nth = 1): void => {
    phone[when] = (asked, count) => (asked === request && count === nth ? DOWN : null);
  };
  /** The webhook records; `before` runs before each change, and an error that it answers refuses that change. */
  const disturbed = (nth: number, happens: () => Promise<StorageError | null>): RecordOf<Webhook> => {
    let changes = 0;
    const change: RecordOf<Webhook>['change'] = (id, decide) => async () => {
      changes += 1;
      const error = changes === nth ? await happens() : null;
      return error === null ? webhooks.change(id, decide)() : E.left(error);
    };
    return { ...webhooks, change };
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

  it('creates a signed webhook with a subscription to calls and one to messages', async () => {
    const { done, webhook } = await rightOf(provision());
    expect(done).to.deep.equal(['webhook created', 'call subscription created', 'message subscription created']);
    expect(ours()).to.deep.equal(['call whole', 'message whole']);
    expect(await taken()).to.deep.equal(signedWith());
    expect(webhook).to.deep.equal(await webhookNow());
    expect(webhook).to.include({ url, checkedAt: clock.now(), busy: null });
  });

  it('changes nothing when it is repeated', async () => {
    await rightOf(provision());
    const state = async () => [...phone.webhooks, ...phone.subscriptions, await webhookNow()];
    const before = await state();
    for (const _ of upTo(3)) expect((await rightOf(provision())).done).to.deep.equal([]);
    expect(await state()).to.deep.equal(before);
    expect(phone.asked.filter((one) => one.startsWith('create'))).to.have.length(3);
  });

  it('is done once, though it is requested many times at the same moment', async () => {
    const outcomes = await Promise.all(upTo(5).map((n) => provision(`process ${n}`)()));
    expect(outcomes.filter(E.isRight)).to.have.length(1);
    for (const outcome of outcomes.filter(E.isLeft)) expect(outcome.left).to.deep.equal({ _tag: 'SetUpUnderWay' });
    expect(ours()).to.deep.equal(['call whole', 'message whole']);
  });

  it('stores the secret before there is a webhook that signs with it', async () => {
    let secrets: readonly string[] = [];
    phone.before = async (request) => {
      if (request === 'createWebhook') secrets = await taken();
      return null;
    };
    await rightOf(provision());
    expect(secrets).to.deep.equal(signedWith());
  });

  it('stores no secret in clear', async () => {
    await rightOf(provision());
    await rightOf(rotate());
    const stored = JSON.stringify(await rightOf(storage.records.all('webhook')));
    for (const secret of await taken()) expect(stored).not.to.contain(secret);
  });

  it('seals a secret for its app alone', async () => {
    const { webhook } = await rightOf(provision());
    expect(secretsOf(vault, app().id, webhook, clock.now())).to.deep.equal([]);
  });

  it('is refused where the server does not know how it is reached', async () => {
    const nowhere = makeProvisionWebhook({ ...deps(), hookUrlOf: () => null })(tenant.id);
    expect(await leftOf(nowhere)).to.deep.equal({ _tag: 'NoPublicUrl' });
    expect(phone.asked).to.deep.equal([]);
  });

  it('is refused without a connection, and can be repeated at once', async () => {
    const notConnected = { _tag: 'NotConnected', broken: null } as const;
    const alone = makeProvisionWebhook({ ...deps(), withAccess: () => TE.left(notConnected) })(tenant.id);
    for (const _ of upTo(2)) expect(await leftOf(alone)).to.deep.equal(notConnected);
    expect(await rightOf(webhooks.read(tenant.id)), 'nothing is begun').to.deep.equal(O.none);
    await rightOf(provision());
  });

  describe('with the webhooks and subscriptions of others in the list', () => {
    const theirs = (id: number, more = {}) => ({
      id: dialpadId(id),
      url: `https://other.test/${id}`,
      isSigned: true,
      secret: 'theirs',
      ...more,
    });

    it('does not change those when it sets up, rotates and removes', async () => {
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

  describe('repairs', () => {
    /** Something is changed at the phone system, and repaired by provisioning again. */
    const spoilt = async (spoil: (ids: { hook: DialpadId; call: DialpadId }) => void) => {
      await rightOf(provision());
      const { id, callSubscriptionId } = await webhookNow();
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

    it('a webhook at its address whose id is not stored, because its secret may be another one', async () => {
      phone.webhooks.set(dialpadId(1), { id: dialpadId(1), url, isSigned: true, secret: 'lost' });
      expect((await rightOf(provision())).done[0]).to.equal('webhook repaired');
      expect(await taken()).to.deep.equal(signedWith());
      expect((await webhookNow()).id).to.equal(dialpadId(1));
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

    it('duplicates of a webhook and of subscriptions', async () => {
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

    it('a duplicate webhook by deleting the one whose id is not stored, wherever that stands in the list', async () => {
      const done = await spoilt(({ hook }) => {
        const known = phone.webhooks.get(hook);
        phone.webhooks.clear();
        phone.webhooks.set(dialpadId(1), { id: dialpadId(1), url, isSigned: true, secret: 'lost' });
        if (known !== undefined) phone.webhooks.set(hook, known);
      });
      expect(done).to.deep.equal(['duplicate webhook deleted']);
    });

    it('a duplicate subscription by deleting the incomplete one, wherever that stands in the list', async () => {
      const done = await spoilt(({ hook, call }) => {
        const whole = phone.subscriptions.get(call);
        phone.subscriptions.delete(call);
        phone.subscriptions.set(dialpadId(11), subscription(11, 'call', { webhookId: hook, isComplete: false }));
        if (whole !== undefined) phone.subscriptions.set(call, whole);
        phone.subscriptions.set(dialpadId(12), subscription(12, 'call', { webhookId: hook, isEnabled: false }));
      });
      expect(done).to.deep.equal(['duplicate call subscription deleted', 'duplicate call subscription deleted']);
      expect(phone.subscriptions.size).to.equal(2);
    });

    it('two subscriptions of which neither is complete', async () => {
      const done = await spoilt(({ hook, call }) => {
        change(call, { isEnabled: false });
        phone.subscriptions.set(dialpadId(11), subscription(11, 'call', { webhookId: hook, isComplete: false }));
      });
      expect(done).to.deep.equal(['duplicate call subscription deleted', 'call subscription repaired']);
      expect(phone.subscriptions.size).to.equal(2);
    });

    it('a webhook that delivers to a former address of the server', async () => {
      const done = await spoilt(() => {
        url = `https://new.test/webhooks/dialpad/${tenant.id}`;
      });
      expect(done).to.deep.equal([
        'webhook created',
        'call subscription repaired',
        'message subscription repaired',
        'webhook of a former address deleted',
      ]);
      expect((await webhookNow()).url).to.equal(url);
      expect([...phone.webhooks.values()].map((one) => one.url)).to.deep.equal([url]);
      expect(phone.subscriptions.size).to.equal(2);
    });
  });

  for (const request of ['createWebhook', 'createSubscription'] as const) {
    for (const nth of request === 'createWebhook' ? [1] : [1, 2]) {
      it(`continues after the phone system failed at ${request} ${nth}`, async () => {
        failing('before', request, nth);
        expect(await leftOf(provision())).to.deep.equal(DOWN);
        mended();
        await rightOf(provision());
        expect(ours()).to.deep.equal(['call whole', 'message whole']);
        expect(await taken()).to.deep.equal(signedWith());
      });

      it(`finds its own again when the answer to ${request} ${nth} was lost`, async () => {
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

  /** Changes so much at the phone system that each kind of request is needed to repair it. */
  const givenEverythingSpoilt = async (): Promise<void> => {
    await rightOf(provision());
    const { id, callSubscriptionId, messageSubscriptionId } = await webhookNow();
    phone.webhooks.set(id as DialpadId, { id: id as DialpadId, url, isSigned: false, secret: null });
    phone.webhooks.set(dialpadId(1), { id: dialpadId(1), url, isSigned: true, secret: 'lost' });
    const more = { webhookId: id, isEnabled: false };
    phone.subscriptions.set(callSubscriptionId as DialpadId, subscription(Number(callSubscriptionId), 'call', more));
    phone.subscriptions.set(dialpadId(11), subscription(11, 'call', more));
    phone.subscriptions.delete(messageSubscriptionId as DialpadId);
    phone.asked.splice(0);
  };

  it('repairs everything at once, and says what it did', async () => {
    await givenEverythingSpoilt();
    expect((await rightOf(provision())).done).to.deep.equal([
      'webhook repaired',
      'duplicate call subscription deleted',
      'call subscription repaired',
      'message subscription created',
      'duplicate webhook deleted',
    ]);
    expect(ours()).to.have.members(['call whole', 'message whole']);
    expect(await taken()).to.deep.equal(signedWith());
    expect([phone.webhooks.size, phone.subscriptions.size]).to.deep.equal([1, 2]);
  });

  for (const [request, nth] of [
    ['listWebhooks', 1],
    ['changeWebhookSecret', 1],
    ['listSubscriptions', 1],
    ['deleteSubscription', 1],
    ['repairSubscription', 1],
    ['listSubscriptions', 2],
    ['createSubscription', 1],
    ['deleteWebhook', 1],
  ] as const) {
    it(`stops where a repair fails at ${request} ${nth}, and repairs the rest when it is repeated`, async () => {
      await givenEverythingSpoilt();
      failing('before', request, nth);
      expect(await leftOf(provision())).to.deep.equal(DOWN);
      expect([phone.asked.at(-1), phone.asked.filter((one) => one === request).length]).to.deep.equal([request, nth]);
      expect((await webhookNow()).busy).to.equal(null);
      mended();
      await rightOf(provision());
      expect(ours()).to.have.members(['call whole', 'message whole']);
      expect(await taken()).to.deep.equal(signedWith());
      expect([phone.webhooks.size, phone.subscriptions.size]).to.deep.equal([1, 2]);
    });
  }

  describe('while storage', () => {
    const REFUSED = storageFault('no');
    const refusing = (nth: number) => ({ webhooks: disturbed(nth, async () => REFUSED) });

    it('is out of reach, sends no request to the phone system', async () => {
      await storage.close();
      for (const refused of [await leftOf(provision()), await leftOf(rotate()), await leftOf(remove())])
        expect(refused).to.include({ _tag: 'StorageUnavailable' });
      expect(phone.asked).to.deep.equal([]);
    });

    it('does not save what was done, says so, and can be repeated once the lease has run out', async () => {
      expect(await leftOf(provision('one', refusing(2)))).to.equal(REFUSED);
      clock.advance(120_000);
      await rightOf(provision());
      expect(ours()).to.deep.equal(['call whole', 'message whole']);
      expect(phone.webhooks.size).to.equal(1);
    });

    it('does not release the lease after a failure, reports that of storage', async () => {
      failing('before', 'createWebhook');
      expect(await leftOf(provision('one', refusing(2)))).to.equal(REFUSED);
    });

    it('does not save a new secret, leaves the old one at the phone system', async () => {
      await rightOf(provision());
      const before = signedWith();
      expect(await leftOf(rotate(60, refusing(2)))).to.equal(REFUSED);
      expect(phone.asked).not.to.include('changeWebhookSecret');
      expect(await taken()).to.deep.equal(before);
    });
  });

  it('continues after a process that died, once its lease has run out', async () => {
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

  it('does not overwrite what another has done, where it took too long', async () => {
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
    const done = await webhookNow();
    door.open();
    expect(await slow).to.deep.equal(E.left({ _tag: 'SetUpUnderWay' }));
    expect(await webhookNow()).to.deep.equal(done);
  });

  for (const successor of ['fast', 'slow']) {
    for (const trouble of [null, DOWN]) {
      const who = successor === 'slow' ? 'the same process' : 'another';
      it(`leaves it to ${who} that has begun anew, where it took too long${trouble === null ? '' : ' and failed'}`, async () => {
        const [first, second] = [gate(), gate()];
        phone.before = async (request, nth) => {
          if (request !== 'createSubscription') return null;
          await [first.passed, second.passed][nth - 1];
          return nth === 1 ? trouble : null;
        };
        const slow = provision('slow')();
        for (const _ of upTo(3)) await nextTurn();
        clock.advance(120_000);
        const fast = rightOf(provision(successor));
        for (const _ of upTo(3)) await nextTurn();
        const held = await webhookNow();
        expect(held.busy).to.deep.equal({ owner: successor, until: clock.now() + 120_000 });
        first.open();
        expect(await slow).to.deep.equal(E.left(trouble ?? { _tag: 'SetUpUnderWay' }));
        expect(await webhookNow()).to.deep.equal(held);
        second.open();
        expect(await fast).to.deep.include({ webhook: await webhookNow() });
      });
    }
  }

  it('changes no secret at the phone system once another has taken over', async () => {
    await rightOf(provision());
    const before = signedWith();
    const overtaken = disturbed(2, async () => {
      clock.advance(120_000);
      await rightOf(provision('fast'));
      return null;
    });
    expect(await leftOf(rotate(60, { webhooks: overtaken }))).to.deep.equal({ _tag: 'SetUpUnderWay' });
    expect(phone.asked).not.to.include('changeWebhookSecret');
    expect(signedWith()).to.deep.equal(before);
  });

  it('says what to do when the key of its secret is gone, though all is complete at the phone system', async () => {
    await rightOf(provision());
    const other = { ...deps(), vault: makeAesVault({ current: 'another secret', previous: [] }) };
    const refused = await leftOf(makeProvisionWebhook(other)(tenant.id));
    expect(refused).to.deep.equal({
      _tag: 'RequestRefused',
      detail: 'the webhook secret was sealed under another ENCRYPTION_KEY: remove the webhook, and ask again',
    });
    await rightOf(makeRemoveWebhook(other)(tenant.id));
    await rightOf(makeProvisionWebhook(other)(tenant.id));
    expect(secretsOf(other.vault, tenant.id, await webhookNow(), clock.now())).to.deep.equal(signedWith());
  });

  describe('a new secret', () => {
    it('is signed with at once, and the old one is valid until the grace period is over', async () => {
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

    it('is valid before the phone system signs with it', async () => {
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
      it(`leaves the old one valid when the change fails ${when} it is carried out, for as long as it takes`, async () => {
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

    it('excludes a set-up meanwhile', async () => {
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

    it('is refused where there is no webhook', async () => {
      expect(await leftOf(rotate())).to.deep.equal({ _tag: 'NoWebhook' });
      failing('before', 'createWebhook');
      await leftOf(provision());
      expect(await leftOf(rotate())).to.deep.equal({ _tag: 'NoWebhook' });
    });
  });

  describe('removing', () => {
    it('leaves nothing at the phone system, and accepts nothing any more', async () => {
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
      await rightOf(phone.deleteWebhook({ token: '' }, (await webhookNow()).id as DialpadId));
      await rightOf(remove());
      expect(phone.subscriptions.size).to.equal(0);
    });

    it('deletes its webhook though somebody has changed its address', async () => {
      await rightOf(provision());
      const id = (await webhookNow()).id as DialpadId;
      phone.webhooks.set(id, { id, url: 'https://other.test/', isSigned: true, secret: null });
      await rightOf(remove());
      expect([phone.webhooks.size, phone.subscriptions.size]).to.deep.equal([0, 0]);
    });

    it('is refused without a connection, and changes nothing', async () => {
      await rightOf(provision());
      const notConnected = { _tag: 'NotConnected', broken: null } as const;
      expect(await leftOf(remove({ withAccess: () => TE.left(notConnected) }))).to.deep.equal(notConnected);
      expect(await taken()).to.deep.equal(signedWith());
    });

    for (const [request, nth] of [
      ['listWebhooks', 1],
      ['listSubscriptions', 1],
      ['deleteSubscription', 1],
      ['listSubscriptions', 2],
      ['deleteSubscription', 2],
      ['deleteWebhook', 1],
    ] as const) {
      it(`stops where it fails at ${request} ${nth}, and leaves nothing when it is repeated`, async () => {
        await rightOf(provision());
        phone.asked.splice(0);
        failing('before', request, nth);
        expect(await leftOf(remove())).to.deep.equal(DOWN);
        expect([phone.asked.at(-1), phone.asked.filter((one) => one === request).length]).to.deep.equal([request, nth]);
        expect(await taken()).to.have.length(1);
        mended();
        await rightOf(remove());
        expect([phone.webhooks.size, phone.subscriptions.size]).to.deep.equal([0, 0]);
      });
    }

    it('can be repeated when it fails in the middle', async () => {
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

  describe('and the cached secrets', () => {
    const remembering = () => cachedWebhookSecrets({ webhooks, vault, clock, fallback: 'standing' });

    it('are the configured one for an app without a webhook, and where no app is named', async () => {
      const secrets = remembering();
      expect(await rightOf(secrets.remembered(tenant.id))).to.deep.equal(['standing']);
      expect(await rightOf(secrets.remembered(null))).to.deep.equal(['standing']);
      expect(await rightOf(secrets.current(null))).to.deep.equal(['standing']);
    });

    it('are read from storage where the current ones are asked for', async () => {
      const secrets = remembering();
      await rightOf(secrets.remembered(tenant.id));
      await rightOf(provision());
      expect(await rightOf(secrets.remembered(tenant.id))).to.deep.equal(['standing']);
      expect(await rightOf(secrets.current(tenant.id))).to.deep.equal(signedWith());
      expect(await rightOf(secrets.remembered(tenant.id))).to.deep.equal(signedWith());
    });

    it('are valid for a second: one that has ended is refused after that', async () => {
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

    it('are none where the key that sealed them is gone: the configured one does not replace them', async () => {
      await rightOf(provision());
      const other = makeAesVault({ current: 'another secret', previous: [] });
      const secrets = cachedWebhookSecrets({ webhooks, vault: other, clock, fallback: 'standing' });
      expect(await rightOf(secrets.current(tenant.id))).to.deep.equal([]);
    });
  });
});
