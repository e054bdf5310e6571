import { expect } from 'chai';
import * as fc from 'fast-check';
import type * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { phaseOf, SUBSCRIBED_STATES } from '../../../../../src/adapters/outbound/dialpad/call-states.js';
import { makeDialpadPhoneSystem } from '../../../../../src/adapters/outbound/dialpad/client/dialpad-phone-system.js';
import { PUBLISHED } from '../../../../../src/adapters/outbound/dialpad/client/request-limits.js';
import { payloadReader } from '../../../../../src/adapters/outbound/dialpad/payload-reader.js';
import type {
  PhoneSystem,
  PhoneSystemError,
  PhoneSystemUnavailable,
  SubscriptionKind,
} from '../../../../../src/application/ports/phone-system.js';
import { leftOf, rightOf, someOf } from '../../../../../src/testing/storage/outcome.js';
import { ACCESS, clientFor, id, TOKEN } from './clients.js';
import { type ScriptedServer, type Seen, scriptedServer } from './scripted-server.js';

const NOON = Date.UTC(2026, 0, 28, 12);
const SECRET = 'the-secret-of-a-webhook-32-signs';
/** Beyond 2^53: as a JavaScript number its last digits are lost. */
const BIG = '9223372036854775807';

describe('Dialpad as the phone system', () => {
  let server: ScriptedServer;
  before(async () => {
    server = await scriptedServer();
  });
  after(() => server.close());

  const dialpad = (): PhoneSystem => clientFor(server.url).dialpad;
  const asked = (): string[] => server.seen.map(({ method, path }) => `${method} ${path}`);
  const sent = (): unknown => JSON.parse(server.seen.at(-1)?.body ?? '');

  it('is asked with the token in a header, and nowhere else', async () => {
    server.script({ body: { items: [] } });
    await rightOf(dialpad().listUsers(ACCESS, 'next one'));
    expect(asked()).to.deep.equal(['GET /api/v2/users?state=all&cursor=next+one']);
    expect(server.seen[0]?.headers).to.include({ authorization: `Bearer ${TOKEN}`, accept: 'application/json' });
  });

  it('is not asked with what is no token', async () => {
    server.script({ body: { items: [] } });
    const error = await leftOf(dialpad().listUsers({ token: 'two\nlines' }, null));
    expect(error).to.include({ _tag: 'AccessRefused', status: 401 });
    expect(JSON.stringify(error)).not.to.contain('lines');
    expect(server.seen).to.deep.equal([]);
  });

  it('is asked in turn, each attempt by the name that its limit goes by', async () => {
    server.script({ status: 500 }, { body: { call_id: '7' } }, { body: { id: '8' } });
    const names: string[] = [];
    const { http } = clientFor(server.url);
    const noting = makeDialpadPhoneSystem({ http, limits: (_access, name) => TE.fromIO(() => void names.push(name)) });
    await rightOf(noting.findCall(ACCESS, id('7')));
    await rightOf(noting.createWebhook(ACCESS, { url: 'https://cti.example.com', secret: SECRET }));
    expect(names).to.deep.equal(['GET /call/{id}', 'GET /call/{id}', 'POST /webhooks']);
    expect(names).to.include.members(Object.keys(PUBLISHED.byName));
  });

  it('is not asked where the wait for a turn would be long', async () => {
    server.script({ body: { items: [] } });
    const busy: PhoneSystemUnavailable = { _tag: 'PhoneSystemUnavailable', detail: 'busy', retryAfterMs: 5 };
    const { http } = clientFor(server.url);
    const held = makeDialpadPhoneSystem({ http, limits: () => TE.left(busy) });
    expect(await leftOf(held.listUsers(ACCESS, null))).to.equal(busy);
    expect(server.seen).to.deep.equal([]);
  });

  describe('lists calls', () => {
    const list = () => dialpad().listCalls(ACCESS, { from: NOON, to: NOON + 1_000 }, null);

    it('that started in a range, whose beginning is in it and whose end is not', async () => {
      server.script({ body: { items: [], cursor: 'more' } });
      expect(await rightOf(list())).to.deep.equal({ items: [], next: 'more' });
      expect(asked()).to.deep.equal([`GET /api/v2/call?started_after=${NOON - 1}&started_before=${NOON + 1_000}`]);
    });

    it('with all digits of their ids, in what the payload reader then reads', async () => {
      const call = `{"call_id": ${BIG}, "master_call_id": "4500000000000123", "state": "hangup", "duration": "8951.02",
        "date_started": "${NOON}", "date_ended": ${NOON + 60_000}, "direction": "inbound",
        "external_number": "+15550100", "target": {"type": "user", "id": 9007199254740993}}`;
      server.script({ body: `{"items": [${call}, {"state": "hangup"}]}` });
      const { items } = await rightOf(list());
      expect(items).to.have.length(1);
      expect(items[0]).to.deep.include({ id: BIG, startedAt: NOON, over: true });
      const read = payloadReader.translate({ payload: items[0]?.payload ?? '', receivedAt: NOON });
      if (read._tag !== 'Observed' || read.observations[0]?._tag !== 'Call') throw new Error(JSON.stringify(read));
      expect(read.observations[0].seen).to.include({ dialpadCallId: BIG, dialpadUserId: '9007199254740993' });
    });

    it('that do not name their state, as over if they have ended', async () => {
      server.script({ body: { items: [{ call_id: '1', date_ended: NOON }, { call_id: '2' }] } });
      const [ended, unclear] = (await rightOf(list())).items;
      expect(ended).to.include({ id: '1', over: true });
      expect(payloadReader.translate({ payload: ended?.payload ?? '', receivedAt: NOON })._tag).to.equal('Observed');
      expect(unclear).to.deep.equal({ id: '2', over: false, startedAt: null, payload: '{"call_id":"2"}' });
    });

    it('or says that it cannot, where something else comes back', async () => {
      server.script({ body: { items: 'none' } });
      expect(await leftOf(list())).to.include({ _tag: 'PhoneSystemUnavailable' });
    });
  });

  it('finds a call, in progress or over; none where there is none', async () => {
    server.script(
      { body: { call_id: '7', state: 'connected' } },
      { body: { call_id: '8', state: 'Missed' } },
      { status: 404, body: { error: { message: 'not found' } } },
    );
    expect(await someOf(dialpad().findCall(ACCESS, id('7')))).to.include({ id: '7', over: false });
    expect(await someOf(dialpad().findCall(ACCESS, id('8')))).to.include({ id: '8', over: true });
    expect(await rightOf(dialpad().findCall(ACCESS, id(BIG)))).to.deep.equal(O.none);
    expect(asked().at(-1)).to.equal(`GET /api/v2/call/${BIG}`);
  });

  it('lists users, also those who left', async () => {
    server.script({
      body: {
        items: [
          { id: '1', display_name: 'Ann', emails: ['ann@example.com', 'a@example.com'], state: 'active' },
          { id: 2, first_name: 'Bo', last_name: 'Lee', emails: [], state: 'suspended' },
          { id: '3', emails: null },
          { display_name: 'nobody' },
        ],
      },
    });
    expect((await rightOf(dialpad().listUsers(ACCESS, null))).items).to.deep.equal([
      { id: '1', name: 'Ann', emails: ['ann@example.com', 'a@example.com'], isActive: true },
      { id: '2', name: 'Bo Lee', emails: [], isActive: false },
      { id: '3', name: null, emails: [], isActive: false },
    ]);
  });

  describe('tells whose an access is', () => {
    const account = () => dialpad().account(ACCESS);

    it('by the company and all its offices', async () => {
      server.script(
        { body: { id: '10', name: 'Acme' } },
        { body: { items: [{ id: '11' }, { id: '12' }], cursor: 'c' } },
        { body: { items: [{ office_id: '12' }, { id: '13' }] } },
      );
      expect(await rightOf(account())).to.deep.equal({ name: 'Acme', organizations: ['10', '11', '12', '13'] });
      expect(asked()).to.deep.equal(['GET /api/v2/company', 'GET /api/v2/offices', 'GET /api/v2/offices?cursor=c']);
    });

    it('by its own user, where it is no admin’s', async () => {
      server.script({ status: 403 }, { body: { id: '1', company_id: '10', office_id: '11' } }, { status: 403 });
      expect(await rightOf(account())).to.deep.equal({ name: null, organizations: ['10', '11'] });
    });

    it('or that it is not accepted', async () => {
      server.script({ status: 401, body: { error: { code: 401, message: 'Unauthorized' } } });
      expect(await leftOf(account())).to.deep.equal({
        _tag: 'AccessRefused',
        status: 401,
        detail: 'GET /company: 401 "Unauthorized"',
      });
    });

    it('in an end, also where the pages lead in a circle', async () => {
      server.script({ body: { id: '10' } }, { body: { items: [{ id: '11' }], cursor: 'again' } });
      expect((await rightOf(account())).organizations).to.deep.equal(['10', '11']);
    });
  });

  describe('keeps webhooks', () => {
    const answer = (signature?: object) => ({ id: BIG, hook_url: 'https://cti.example.com/hook', signature });

    it('and tells whether they sign, never the secret', async () => {
      server.script({ body: answer({ algo: 'HS256', type: 'jwt', secret: SECRET }) });
      const webhook = { url: 'https://cti.example.com/hook', secret: SECRET };
      const made = await rightOf(dialpad().createWebhook(ACCESS, webhook));
      expect(made).to.deep.equal({ id: BIG, url: 'https://cti.example.com/hook', isSigned: true });
      expect(sent()).to.deep.equal({ hook_url: webhook.url, secret: SECRET });
      expect(await rightOf(dialpad().changeWebhookSecret(ACCESS, id(BIG), SECRET))).to.deep.equal(made);
      expect(sent()).to.deep.equal({ secret: SECRET });
      server.script({ body: { items: [answer(), answer({})] } });
      const { items } = await rightOf(dialpad().listWebhooks(ACCESS, null));
      expect(items.map(({ isSigned }) => isSigned)).to.deep.equal([false, false]);
    });

    it('and deletes what may be gone already', async () => {
      server.script({ body: answer() }, { status: 204 }, { status: 404 }, { status: 403 });
      for (let time = 0; time < 3; time += 1) await rightOf(dialpad().deleteWebhook(ACCESS, id('1')));
      expect(await leftOf(dialpad().deleteWebhook(ACCESS, id('1')))).to.include({ _tag: 'AccessRefused', status: 403 });
    });

    it('and says so where it did not get an id', async () => {
      server.script({ body: {} });
      const error = await leftOf(dialpad().createWebhook(ACCESS, { url: 'https://cti.example.com', secret: SECRET }));
      expect(error._tag).to.equal('PhoneSystemUnavailable');
    });
  });

  describe('subscribes', () => {
    const webhook = { id: BIG, hook_url: 'https://cti.example.com', signature: { secret: SECRET } };
    const calls = { id: '5', webhook, enabled: true, group_calls_only: false, call_states: SUBSCRIBED_STATES };
    const messages = { id: '6', webhook, enabled: true, direction: 'all', status: true };
    const complete = { id: '5', kind: 'call', webhookId: BIG, isEnabled: true, isComplete: true };

    it('to every state by its name, with the webhook’s id to the last digit', async () => {
      server.script({ body: calls });
      expect(await rightOf(dialpad().createSubscription(ACCESS, 'call', id(BIG)))).to.deep.equal(complete);
      expect(asked()).to.deep.equal(['POST /api/v2/subscriptions/call']);
      expect(server.seen[0]?.body).to.contain(`"endpoint_id":${BIG}`);
      expect(sent()).to.deep.include({ call_states: SUBSCRIBED_STATES, group_calls_only: false, enabled: true });
      expect(SUBSCRIBED_STATES).to.include.members(['ringing', 'hangup', 'voicemail_uploaded']).and.not.include('all');
      for (const state of SUBSCRIBED_STATES) expect(phaseOf(state), state).not.to.equal(null);
    });

    it('to messages of both directions with their delivery', async () => {
      server.script({ body: messages });
      const made = await rightOf(dialpad().createSubscription(ACCESS, 'message', id(BIG)));
      expect(made).to.deep.equal({ ...complete, id: '6', kind: 'message' });
      expect(asked()).to.deep.equal(['POST /api/v2/subscriptions/sms']);
      expect(sent()).to.deep.include({ direction: 'all', status: true, enabled: true });
    });

    it('and takes back what was accepted without its webhook', async () => {
      server.script({ body: { ...calls, webhook: null } }, {});
      const error = await leftOf(dialpad().createSubscription(ACCESS, 'call', id('7')));
      expect(error).to.include({ _tag: 'RequestRefused' });
      expect(error.detail).to.contain('without webhook 7').and.contain('has been deleted again');
      expect(asked()).to.deep.equal(['POST /api/v2/subscriptions/call', 'DELETE /api/v2/subscriptions/call/5']);
      server.script({ body: { ...calls, webhook: null } }, { status: 403 });
      const left = await leftOf(dialpad().createSubscription(ACCESS, 'call', id('7')));
      expect(left.detail).to.contain('subscription 5').and.contain('delete it by hand');
    });

    it('and knows what is incomplete', async () => {
      const [, ...allButOne] = SUBSCRIBED_STATES;
      const incomplete: readonly (readonly [SubscriptionKind, object])[] = [
        ['call', { ...calls, call_states: allButOne }],
        ['call', { ...calls, call_states: ['all'] }],
        ['call', { ...calls, call_states: null }],
        ['call', { ...calls, group_calls_only: true }],
        ['call', { ...calls, target_type: 'office', target_id: '4' }],
        ['message', { ...messages, direction: 'inbound' }],
        ['message', { ...messages, status: false }],
        ['message', { ...messages, target_id: '4' }],
      ];
      for (const [kind, item] of incomplete) {
        server.script({ body: { items: [item] } });
        const { items } = await rightOf(dialpad().listSubscriptions(ACCESS, kind, null));
        expect(items[0]?.isComplete, JSON.stringify(item)).to.equal(false);
      }
      const whole = { ...calls, call_states: [...SUBSCRIBED_STATES, 'eavesdrop'], target_id: null, enabled: null };
      server.script({ body: { items: [whole, { ...calls, webhook: null, websocket: { id: '9' }, enabled: false }] } });
      const { items } = await rightOf(dialpad().listSubscriptions(ACCESS, 'call', null));
      expect(items).to.deep.equal([complete, { ...complete, webhookId: null, isEnabled: false }]);
    });

    it('and repairs', async () => {
      server.script({ body: calls });
      expect(await rightOf(dialpad().repairSubscription(ACCESS, 'call', id('5'), id(BIG)))).to.deep.equal(complete);
      expect(asked()).to.deep.equal(['PATCH /api/v2/subscriptions/call/5']);
      expect(sent()).to.deep.include({ enabled: true, call_states: SUBSCRIBED_STATES });
      server.script({ body: { ...calls, webhook: null } });
      const error = await leftOf(dialpad().repairSubscription(ACCESS, 'call', id('5'), id(BIG)));
      expect(error._tag).to.equal('RequestRefused');
    });

    it('and puts another in the place of one that is for a part of the company', async () => {
      server.script(
        { body: { ...messages, target_type: 'user', target_id: '4' } },
        { body: { ...messages, id: '9' } },
        {},
      );
      const repaired = await rightOf(dialpad().repairSubscription(ACCESS, 'message', id('6'), id(BIG)));
      expect(repaired).to.include({ id: '9', isComplete: true });
      expect(asked()).to.deep.equal([
        'PATCH /api/v2/subscriptions/sms/6',
        'POST /api/v2/subscriptions/sms',
        'DELETE /api/v2/subscriptions/sms/6',
      ]);
    });

    it('and deletes what may be gone already', async () => {
      server.script({ status: 404 });
      await rightOf(dialpad().deleteSubscription(ACCESS, 'message', id('6')));
      expect(asked()).to.deep.equal(['DELETE /api/v2/subscriptions/sms/6']);
    });
  });

  it('never repeats a secret in an error, whatever it answers', async () => {
    const { dialpad } = clientFor(server.url, { retries: 0, outagesToOpen: 1_000_000 });
    const requests: readonly (() => Promise<E.Either<PhoneSystemError, unknown>>)[] = [
      dialpad.listUsers(ACCESS, null),
      dialpad.findCall(ACCESS, id('1')),
      dialpad.createWebhook(ACCESS, { url: 'https://cti.example.com', secret: SECRET }),
      dialpad.changeWebhookSecret(ACCESS, id('1'), SECRET),
      dialpad.createSubscription(ACCESS, 'call', id('1')),
    ];
    const echo = ({ headers, body }: Seen, from: number): string => `${headers.authorization} ${body}`.slice(from);
    const shapes: readonly ((words: string) => unknown)[] = [
      (words) => ({ error: { code: 400, message: words } }),
      (words) => ({ error: words }),
      (words) => `<html>${words}`,
      (words) => ({ message: words, items: words }),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: requests.length - 1 }),
        fc.constantFrom(...shapes),
        fc.constantFrom(200, 302, 400, 401, 403, 404, 409, 429, 500),
        fc.nat({ max: 40 }),
        async (which, shape, status, from) => {
          server.script((request) => ({ status, body: shape(echo(request, from)) }));
          const outcome = JSON.stringify(await requests[which]?.());
          for (const part of [TOKEN.slice(0, 12), TOKEN.slice(-12), SECRET.slice(0, 12), SECRET.slice(-12)]) {
            expect(outcome).not.to.contain(part);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
