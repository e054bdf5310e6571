import { createHash, createHmac } from 'node:crypto';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import sinon from 'sinon';
import { deliveryAuthenticator } from '../../../src/adapters/outbound/dialpad/delivery-authenticator.js';
import { payloadReader } from '../../../src/adapters/outbound/dialpad/payload-reader.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import {
  type Allowance,
  type Busy,
  makeIngestWebhook,
  type WebhookRequest,
} from '../../../src/application/events/ingest-webhook.js';
import type { ArchivedDelivery } from '../../../src/application/ports/archive.js';
import type { InboxEvent } from '../../../src/application/ports/inbox.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { makeAuthenticateKey } from '../../../src/application/tenants/authenticate-key.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { AppId } from '../../../src/domain/ids.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { app, dialpadId, firstKey, NOON, nextId, nthId } from '../../../src/testing/storage/samples.js';
import { broken, DOWN } from '../../support/broken.js';

type Deps = Parameters<typeof makeIngestWebhook>[0];

const SHARED = 'the secret of all';
const OWN = 'the secret of one app';
const NEW = 'a secret made a moment ago';
const OWNER = 'this process';
const LEASE_MS = 30_000;
const ORGANIZATION = 900;
const ALLOWANCE: Allowance = { limit: 1_000, remaining: 999, resetSeconds: 60 };
const BUSY: Busy = { _tag: 'Busy', allowance: { limit: 1_000, remaining: 0, resetSeconds: 7 } };
const STRANGER: AppId = nthId(0xdead);

const RING = { event_type: 'call.ring', event_id: 'evt-1', call: { id: 1 } };
/** It has no id of its own. */
const NAMELESS = { event_type: 'call.ring', call: { id: 1 } };
const OF_ORGANIZATION = { ...RING, organization_id: ORGANIZATION };

/** The key that an app is given first; its hash, in these tests, is itself. */
const keyOf = (letter: string): string => `app_${letter.repeat(64)}`;

const signed = (body: string, secret: string, more: Partial<WebhookRequest> = {}): WebhookRequest => ({
  delivery: { body: Buffer.from(body), signature: createHmac('sha256', secret).update(body).digest('hex') },
  pathAppId: null,
  apiKey: null,
  isSuspect: false,
  ...more,
});

/** As Dialpad itself sends: the event is a token that is good until a moment. */
const token = (event: object, secret: string, goodUntil: number): WebhookRequest => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...event, exp: goodUntil / 1000 })}`;
  const signature = createHmac('sha256', secret).update(head).digest('base64url');
  const body = Buffer.from(`${head}.${signature}`);
  return { delivery: { body, signature: null }, pathAppId: null, apiKey: null, isSuspect: false };
};

const ring = (more: Partial<WebhookRequest> = {}): WebhookRequest => signed(JSON.stringify(RING), SHARED, more);

describe('ingesting a webhook', () => {
  let storage: Storage;
  let tenant: AppTenant;
  let remembered: Map<AppId | null, readonly string[]>;
  let current: Map<AppId | null, readonly string[]>;
  let admitted: (AppId | null)[];
  let push: sinon.SinonSpy<[readonly InboxEvent[]], void>;
  let now: sinon.SinonStub<[], number>;

  const givenDeps = (changed: Partial<Deps> = {}): Deps => ({
    authenticator: deliveryAuthenticator,
    secrets: {
      remembered: (appId) => TE.right(remembered.get(appId) ?? []),
      current: (appId) => TE.right(current.get(appId) ?? []),
      isCheap: (appId) => remembered.has(appId),
    },
    payloads: payloadReader,
    authenticateKey: makeAuthenticateKey({
      apiKeys: storage.apiKeys,
      keys: { hash: (key) => key },
      clock: { now },
      noteUse: () => undefined,
    }),
    apps: storage.apps,
    inbox: storage.inbox,
    admit: (appId) => {
      admitted.push(appId);
      return TE.right(ALLOWANCE);
    },
    queue: { push },
    fingerprint: (payload) => createHash('sha256').update(payload).digest('hex'),
    leaseFrom: (from) => ({ owner: OWNER, until: from + LEASE_MS }),
    ids: { next: nextId },
    clock: { now },
    ...changed,
  });
  const ingest = (request: WebhookRequest, changed: Partial<Deps> = {}) =>
    rightOf(makeIngestWebhook(givenDeps(changed))(request));
  const refusal = (request: WebhookRequest, changed: Partial<Deps> = {}) =>
    leftOf(makeIngestWebhook(givenDeps(changed))(request));

  const givenApp = async (changes: Partial<AppTenant> = {}, key?: string): Promise<AppTenant> => {
    const made = app(changes);
    await rightOf(storage.apps.create(made, firstKey(made, key)));
    return made;
  };
  const kept = async (): Promise<readonly ArchivedDelivery[]> =>
    (await rightOf(storage.archive.read('delivery', null, 100))).records;
  const claimableAt = async (time: number): Promise<readonly InboxEvent[]> =>
    rightOf(storage.inbox.claim({ owner: 'another process', until: time + 1 }, time, 10));
  const pushed = (): readonly InboxEvent[] => push.getCalls().flatMap(({ args: [events] }) => events);
  const nothingCameOfIt = async (): Promise<void> => {
    expect(await kept()).to.deep.equal([]);
    expect(pushed()).to.deep.equal([]);
  };

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = await givenApp({}, keyOf('a'));
    remembered = new Map([[null, [SHARED]]]);
    current = new Map();
    admitted = [];
    push = sinon.fake<[readonly InboxEvent[]], void>();
    now = sinon.stub<[], number>().returns(NOON);
  });

  describe('keeps what is authentic', () => {
    it('and answers with its id, that it is new, whose it is, and what the app may still send', async () => {
      const answer = await ingest(ring());
      const [delivery] = await kept();
      expect(answer).to.deep.equal({
        eventId: delivery?.id,
        duplicate: false,
        routed: true,
        allowance: ALLOWANCE,
      });
    });

    it('as it came, with its name, its app and when it came', async () => {
      const { eventId } = await ingest(ring());
      expect(await kept()).to.deep.equal([
        {
          id: eventId,
          appId: tenant.id,
          namedAppId: null,
          dedupeKey: 'id:call.ring:evt-1',
          name: 'call.ring',
          orderKey: '1',
          payload: JSON.stringify(RING),
          receivedAt: NOON,
          status: 'pending',
          attempts: 0,
          replayed: false,
          reason: null,
          availableAt: 0,
          processedAt: null,
        },
      ]);
    });

    it('and hands it on to be processed, as the inbox would give it, with the call that it is about', async () => {
      const { eventId } = await ingest(ring());
      expect(pushed()).to.deep.equal([
        {
          id: eventId,
          appId: tenant.id,
          orderKey: '1',
          name: 'call.ring',
          payload: JSON.stringify(RING),
          receivedAt: NOON,
          attempts: 0,
          replayed: false,
        },
      ]);
      const claimable = await claimableAt(NOON + LEASE_MS);
      expect(pushed()).to.deep.equal(claimable.map((event) => ({ ...event, orderKey: '1' })));
    });

    it('and holds it for this process until the lease, counted from when it came, runs out', async () => {
      now.onFirstCall().returns(NOON);
      now.returns(NOON + 5_000);
      await ingest(ring());
      expect(await claimableAt(NOON + LEASE_MS - 1)).to.deep.equal([]);
      expect(await claimableAt(NOON + LEASE_MS)).to.have.length(1);
    });

    it('so that this process may settle it', async () => {
      const { eventId } = await ingest(ring());
      const settled = [{ id: eventId, status: 'processed' as const, reason: null }];
      const commit = { calls: [], voicemails: [], messages: [], events: [], settled };
      expect(E.isLeft(await storage.aggregates.commit({ ...commit, owner: 'another process' })())).to.equal(true);
      expect(await rightOf(storage.aggregates.commit({ ...commit, owner: OWNER }))).to.deep.equal([]);
    });

    it('under a digest of its text where it has no id of its own', async () => {
      const body = JSON.stringify(NAMELESS);
      await ingest(signed(body, SHARED));
      const digest = createHash('sha256').update(body).digest('hex');
      expect((await kept()).map(({ dedupeKey }) => dedupeKey)).to.deep.equal([`sha256:${digest}`]);
    });

    it('and takes the text out of a signed token', async () => {
      const request = token(RING, SHARED, NOON + 1);
      await ingest(request);
      const [delivery] = await kept();
      expect(JSON.parse(delivery?.payload ?? '')).to.include({ event_type: 'call.ring', event_id: 'evt-1' });
      expect(delivery?.dedupeKey).to.equal('id:call.ring:evt-1');
    });

    it('also where it says nothing of itself', async () => {
      await ingest(signed('{}', SHARED));
      expect((await kept()).map(({ name, status }) => ({ name, status }))).to.deep.equal([
        { name: null, status: 'pending' },
      ]);
    });

    it('and says nothing of a limit where there is none', async () => {
      expect(await ingest(ring(), { admit: () => TE.right(null) })).to.include({ allowance: null, duplicate: false });
    });

    it('only if the inbox answers for it', async () => {
      const silent = { append: () => TE.right([]) };
      expect((await refusal(ring(), { inbox: silent }))._tag).to.equal('StorageFault');
      expect(pushed()).to.deep.equal([]);
    });
  });

  describe('refuses, and keeps nothing of', () => {
    it('what is signed under another secret', async () => {
      expect(await refusal(signed(JSON.stringify(RING), 'a guess'))).to.deep.equal({
        _tag: 'Forged',
        cause: 'wrong-secret',
        reason: 'the signature in the header does not fit the body',
      });
      await nothingCameOfIt();
    });

    it('what is not signed', async () => {
      const unsigned = { ...ring(), delivery: { body: Buffer.from(JSON.stringify(RING)), signature: null } };
      expect(await refusal(unsigned)).to.include({ _tag: 'Forged' });
      await nothingCameOfIt();
    });

    it('a token that is past when it comes', async () => {
      now.returns(NOON + 10 * 60_000);
      expect(await refusal(token(RING, SHARED, NOON))).to.include({ _tag: 'Forged' });
      await nothingCameOfIt();
    });

    it('what is authentic but no JSON', async () => {
      expect(await refusal(signed('ringing', SHARED))).to.deep.equal({ _tag: 'NotJson' });
      await nothingCameOfIt();
    });

    it('what is more than the app may send now, and says when it may again', async () => {
      expect(await refusal(ring(), { admit: () => TE.left(BUSY) })).to.deep.equal(BUSY);
      await nothingCameOfIt();
    });
  });

  describe('counts a delivery', () => {
    it('for the app that it is for', async () => {
      await ingest(ring());
      expect(admitted).to.deep.equal([tenant.id]);
    });

    it('for none where it is for none', async () => {
      await ingest(ring({ pathAppId: STRANGER }), { secrets: shared() });
      expect(admitted).to.deep.equal([null]);
    });

    it('only once it is known to be authentic and JSON', async () => {
      await refusal(signed(JSON.stringify(RING), 'a guess'));
      await refusal(signed('ringing', SHARED));
      expect(admitted).to.deep.equal([]);
    });
  });

  describe('from a suspect sender', () => {
    const never = () => () => Promise.reject(new Error('a look-up'));
    const suspect = { isSuspect: true, pathAppId: STRANGER };

    it('keeps what is authentic under the secrets that are remembered', async () => {
      const secrets = { ...shared(), current: never };
      await ingest(ring({ isSuspect: true }), { secrets });
      await ingest(ring(suspect), { secrets });
      expect(await kept()).to.have.length(2);
    });

    it('refuses what is forged without reading from storage', async () => {
      const secrets = { ...shared(), current: never };
      const forged = signed(JSON.stringify(RING), 'a guess', suspect);
      expect((await refusal(forged, { secrets }))._tag).to.equal('Forged');
    });

    it('asks to send again where the secrets are not remembered', async () => {
      const secrets = { remembered: never, current: never, isCheap: () => false };
      expect((await refusal(ring(suspect), { secrets }))._tag).to.equal('NotChecked');
    });
  });

  /** Secrets that are the same whatever app is named. */
  const shared = (): Deps['secrets'] => ({
    remembered: () => TE.right([SHARED]),
    current: () => TE.right([]),
    isCheap: () => true,
  });

  describe('keeps an event once', () => {
    it('however often it comes: the same id', async () => {
      const first = await ingest(ring());
      const again = signed(JSON.stringify({ ...RING, call: { id: 1, state: 'other bytes' } }), SHARED);
      expect(await ingest(again)).to.deep.equal({ ...first, duplicate: true });
      expect(await kept()).to.have.length(1);
      expect(pushed().map(({ id }) => id)).to.deep.equal([first.eventId]);
    });

    it('however often it comes: the same text, where it has no id', async () => {
      const first = await ingest(signed(JSON.stringify(NAMELESS), SHARED));
      expect(await ingest(signed(JSON.stringify(NAMELESS), SHARED))).to.deep.equal({ ...first, duplicate: true });
      expect(pushed()).to.have.length(1);
    });

    it('but another text without an id is another event', async () => {
      await ingest(signed(JSON.stringify(NAMELESS), SHARED));
      const other = await ingest(signed(JSON.stringify({ ...NAMELESS, call: { id: 2 } }), SHARED));
      expect(other.duplicate).to.equal(false);
      expect(pushed()).to.have.length(2);
    });

    it('but events of different names are different events, also with one id', async () => {
      for (const id of [{ event_id: 'call-7' }, { uuid: 'call-7' }]) {
        for (const name of ['call.ring', 'call.started', 'call.ended']) {
          const { duplicate } = await ingest(signed(JSON.stringify({ event: name, ...id, call: { id: 7 } }), SHARED));
          expect(duplicate).to.equal(id.uuid !== undefined);
        }
      }
      expect(pushed()).to.have.length(3);
    });

    it('whatever the case of its name and the field that holds it', async () => {
      const first = await ingest(ring());
      const again = { event: 'Call.Ring', uuid: 'evt-1', call: { id: 1 } };
      expect(await ingest(signed(JSON.stringify(again), SHARED))).to.deep.equal({ ...first, duplicate: true });
    });

    it('by its bytes where it has an id, but no name', async () => {
      const nameless = { uuid: 'evt-1', something: 1 };
      const first = await ingest(signed(JSON.stringify(nameless), SHARED));
      expect(await ingest(signed(JSON.stringify(nameless), SHARED))).to.deep.equal({ ...first, duplicate: true });
      const other = await ingest(signed(JSON.stringify({ ...nameless, something: 2 }), SHARED));
      expect(other.duplicate).to.equal(false);
    });

    it('by its bytes where it is one of several in a delivery', async () => {
      const list = [RING, { ...RING, event_type: 'call.ended' }];
      const first = await ingest(signed(JSON.stringify(list), SHARED));
      expect(first.duplicate).to.equal(false);
      expect((await kept()).map(({ name }) => name)).to.deep.equal(['batch']);
      expect(await ingest(signed(JSON.stringify(list), SHARED))).to.deep.equal({ ...first, duplicate: true });
      expect((await ingest(signed(JSON.stringify(list.slice(1)), SHARED))).duplicate).to.equal(false);
    });

    it('but an event of two apps is two events', async () => {
      const other = await givenApp();
      const first = await ingest(ring({ pathAppId: tenant.id }), { secrets: shared() });
      const second = await ingest(ring({ pathAppId: other.id }), { secrets: shared() });
      expect(second.duplicate).to.equal(false);
      expect(second.eventId).not.to.equal(first.eventId);
    });

    it('also where it could not be told whom it is for', async () => {
      await givenApp();
      const first = await ingest(ring());
      expect(first).to.include({ routed: false, duplicate: false });
      expect(await ingest(ring())).to.deep.equal({ ...first, duplicate: true });
    });
  });

  describe('finds the app', () => {
    let other: AppTenant;

    beforeEach(async () => {
      other = await givenApp({}, keyOf('b'));
      await rightOf(storage.apps.linkOrganizations(other.id, [dialpadId(ORGANIZATION)]));
    });

    const appOf = async (request: WebhookRequest): Promise<AppId | null | undefined> => {
      const { routed } = await ingest(request, { secrets: shared() });
      const [delivery] = await kept();
      expect(routed).to.equal(delivery?.appId !== null);
      return delivery?.appId;
    };

    it('that the path names, whatever the key and the organisation say', async () => {
      const request = signed(JSON.stringify(OF_ORGANIZATION), SHARED, { pathAppId: tenant.id, apiKey: keyOf('b') });
      expect(await appOf(request)).to.equal(tenant.id);
      expect((await kept()).map(({ namedAppId }) => namedAppId)).to.deep.equal([tenant.id]);
    });

    it('that the key opens, whatever the organisation says', async () => {
      const request = signed(JSON.stringify(OF_ORGANIZATION), SHARED, { apiKey: keyOf('a') });
      expect(await appOf(request)).to.equal(tenant.id);
      expect((await kept()).map(({ namedAppId }) => namedAppId)).to.deep.equal([null]);
    });

    it('that its organisation is tied to, where there is no key', async () => {
      expect(await appOf(signed(JSON.stringify(OF_ORGANIZATION), SHARED))).to.equal(other.id);
    });

    it('that its organisation is tied to, where the key opens nothing', async () => {
      const request = signed(JSON.stringify(OF_ORGANIZATION), SHARED, { apiKey: keyOf('c') });
      expect(await appOf(request)).to.equal(other.id);
    });

    it('that its organisation is tied to, where the key is of an app that is switched off', async () => {
      await rightOf(storage.apps.update(tenant.id, { isActive: false }, NOON));
      const request = signed(JSON.stringify(OF_ORGANIZATION), SHARED, { apiKey: keyOf('a') });
      expect(await appOf(request)).to.equal(other.id);
    });

    it('without looking for a key where none came', async () => {
      const request = signed(JSON.stringify(OF_ORGANIZATION), SHARED);
      expect(await ingest(request, { authenticateKey: broken })).to.include({ routed: true });
    });

    it('that is the only active one, where nothing else tells', async () => {
      await rightOf(storage.apps.update(other.id, { isActive: false }, NOON));
      expect(await appOf(ring({ apiKey: keyOf('c') }))).to.equal(tenant.id);
    });

    it('of none where nothing tells: it is kept, and not processed', async () => {
      expect(await appOf(ring())).to.equal(null);
      expect((await kept()).map(({ status, namedAppId }) => ({ status, namedAppId }))).to.deep.equal([
        { status: 'unrouted', namedAppId: null },
      ]);
      expect(pushed()).to.deep.equal([]);
    });

    it('of none where the path names one that we do not know, though another could be told', async () => {
      await rightOf(storage.apps.update(tenant.id, { isActive: false }, NOON));
      const request = signed(JSON.stringify(OF_ORGANIZATION), SHARED, { pathAppId: STRANGER, apiKey: keyOf('b') });
      expect(await appOf(request)).to.equal(null);
      expect((await kept()).map(({ status, namedAppId }) => ({ status, namedAppId }))).to.deep.equal([
        { status: 'unrouted', namedAppId: STRANGER },
      ]);
      expect(pushed()).to.deep.equal([]);
    });
  });

  describe('checks a delivery that names an app', () => {
    const named = (secret: string): WebhookRequest => signed(JSON.stringify(RING), secret, { pathAppId: tenant.id });

    it('under what is remembered of that app’s secrets', async () => {
      remembered.set(tenant.id, [OWN]);
      expect(await ingest(named(OWN))).to.include({ routed: true });
      expect(await refusal(named(SHARED))).to.include({ _tag: 'Forged' });
    });

    it('under a secret that was only just made, which nobody remembers yet', async () => {
      remembered.set(tenant.id, [OWN]);
      current.set(tenant.id, [OWN, NEW]);
      expect(await ingest(named(NEW))).to.include({ routed: true });
    });

    it('and refuses it only once the secrets as they are do not fit either', async () => {
      remembered.set(tenant.id, [OWN]);
      current.set(tenant.id, [NEW]);
      expect(await refusal(named('a guess'))).to.include({ _tag: 'Forged' });
      await nothingCameOfIt();
    });

    it('with the clock, under the secrets as they are too', async () => {
      current.set(tenant.id, [NEW]);
      const late = { ...token(RING, NEW, NOON), pathAppId: tenant.id };
      expect(await ingest(late)).to.include({ routed: true });
      now.returns(NOON + 10 * 60_000);
      expect(await refusal(late)).to.include({ _tag: 'Forged' });
    });

    it('without asking for the secrets as they are, where those that are remembered fit', async () => {
      remembered.set(tenant.id, [OWN]);
      const secrets = { ...givenDeps().secrets, current: broken };
      expect(await ingest(named(OWN), { secrets })).to.include({ routed: true });
    });
  });

  it('checks a delivery that names no app under what is remembered alone, so that a forger costs no query', async () => {
    current.set(null, [NEW]);
    const secrets = { ...givenDeps().secrets, current: sinon.spy(givenDeps().secrets.current) };
    expect(await refusal(signed(JSON.stringify(RING), NEW), { secrets })).to.include({ _tag: 'Forged' });
    expect(secrets.current.callCount).to.equal(0);
  });

  describe('hands on that storage is out of reach, and keeps nothing, when it asks for', () => {
    const cases: readonly (readonly [string, () => WebhookRequest, () => Partial<Deps>])[] = [
      ['the remembered secrets', ring, () => ({ secrets: { ...shared(), remembered: broken } })],
      [
        'the secrets as they are',
        () => signed(JSON.stringify(RING), 'a guess', { pathAppId: tenant.id }),
        () => ({ secrets: { ...shared(), current: broken } }),
      ],
      [
        'the app of the path',
        () => ring({ pathAppId: tenant.id }),
        () => ({ secrets: shared(), apps: { ...storage.apps, find: broken } }),
      ],
      ['the app of the key', () => ring({ apiKey: keyOf('a') }), () => ({ authenticateKey: broken })],
      [
        'the app of the organisation',
        () => signed(JSON.stringify(OF_ORGANIZATION), SHARED),
        () => ({ apps: { ...storage.apps, findByOrganization: broken } }),
      ],
      ['the only active app', ring, () => ({ apps: { ...storage.apps, onlyActive: broken() } })],
      ['a place in the inbox', ring, () => ({ inbox: { append: broken } })],
    ];
    for (const [what, request, changed] of cases) {
      it(what, async () => {
        expect(await refusal(request(), changed())).to.deep.equal(DOWN);
        await nothingCameOfIt();
      });
    }
  });
});
