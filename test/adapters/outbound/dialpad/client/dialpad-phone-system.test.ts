import { expect } from 'chai';
import * as fc from 'fast-check';
import type * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { makeDialpadCallControl } from '../../../../../src/adapters/outbound/dialpad/client/dialpad-call-control.js';
import { makeDialpadPhoneSystem } from '../../../../../src/adapters/outbound/dialpad/client/dialpad-phone-system.js';
import { PUBLISHED, type RequestLimits } from '../../../../../src/adapters/outbound/dialpad/client/request-limits.js';
import { payloadReader } from '../../../../../src/adapters/outbound/dialpad/payload-reader.js';
import type { PhoneSystemError, PhoneSystemUnavailable } from '../../../../../src/application/ports/phone-system.js';
import { leftOf, rightOf, someOf } from '../../../../../src/testing/storage/outcome.js';
import { ACCESS, clientFor, id, TOKEN } from './clients.js';
import { scriptedDialpad } from './scripted-dialpad.js';
import type { Seen } from './scripted-server.js';

const NOON = Date.UTC(2026, 0, 28, 12);
const SECRET = 'the-secret-of-a-webhook-32-signs';
/** Beyond 2^53: as a JavaScript number its last digits are lost. */
const BIG = '9223372036854775807';

describe('Dialpad as the phone system', () => {
  const { asked, dialpad, script, seen, url } = scriptedDialpad();

  it('is asked with the token in a header, and nowhere else', async () => {
    script({ body: { items: [] } });
    await rightOf(dialpad().listUsers(ACCESS, 'next one'));
    expect(asked()).to.deep.equal(['GET /api/v2/users?state=all&cursor=next+one']);
    expect(seen()[0]?.headers).to.include({ authorization: `Bearer ${TOKEN}`, accept: 'application/json' });
  });

  it('is not asked with a token that cannot be in a header', async () => {
    script({ body: { items: [] } });
    const error = await leftOf(dialpad().listUsers({ token: 'two\nlines' }, null));
    expect(error).to.include({ _tag: 'AccessRefused', reason: 'invalid-token' });
    expect(JSON.stringify(error)).not.to.contain('lines');
    expect(seen()).to.deep.equal([]);
  });

  it('waits for a turn before each attempt, under the name of the request’s limit', async () => {
    script({ status: 500 }, { body: { call_id: '7' } }, { body: { id: '8' } }, { body: { labels: [] } });
    const names: string[] = [];
    const { http } = clientFor(url());
    const limits: RequestLimits = (_access, name) => TE.fromIO(() => void names.push(name));
    const recording = makeDialpadPhoneSystem({ http, limits });
    await rightOf(recording.findCall(ACCESS, id('7')));
    await rightOf(recording.createWebhook(ACCESS, { url: 'https://cti.example.com', secret: SECRET }));
    await rightOf(makeDialpadCallControl({ http, limits }).label(ACCESS, id('7'), []));
    expect(names).to.deep.equal(['GET /call/{id}', 'GET /call/{id}', 'POST /webhooks', 'PUT /call/{id}/labels']);
    expect(names).to.include.members(Object.keys(PUBLISHED.byName));
  });

  it('is not asked where the limits refuse the request', async () => {
    script({ body: { items: [] } });
    const busy: PhoneSystemUnavailable = { _tag: 'PhoneSystemUnavailable', detail: 'busy', retryAfterMs: 5 };
    const { http } = clientFor(url());
    const limited = makeDialpadPhoneSystem({ http, limits: () => TE.left(busy) });
    expect(await leftOf(limited.listUsers(ACCESS, null))).to.equal(busy);
    expect(seen()).to.deep.equal([]);
  });

  describe('lists calls', () => {
    const list = () => dialpad().listCalls(ACCESS, { from: NOON, to: NOON + 1_000 }, null);

    it('that started in a range, its start included and its end excluded', async () => {
      script({ body: { items: [], cursor: 'more' } });
      expect(await rightOf(list())).to.deep.equal({ items: [], next: 'more' });
      expect(asked()).to.deep.equal([`GET /api/v2/call?started_after=${NOON - 1}&started_before=${NOON + 1_000}`]);
    });

    it('with all digits of their ids, as payloads that the payload reader reads', async () => {
      const call = `{"call_id": ${BIG}, "master_call_id": "4500000000000123", "state": "hangup", "duration": "8951.02",
        "date_started": "${NOON}", "date_ended": ${NOON + 60_000}, "direction": "inbound",
        "external_number": "+15550100", "target": {"type": "user", "id": 9007199254740993}}`;
      script({ body: `{"items": [${call}, {"state": "hangup"}]}` });
      const { items } = await rightOf(list());
      expect(items).to.have.length(1);
      expect(items[0]).to.deep.include({ id: BIG, startedAt: NOON, over: true });
      const read = payloadReader.translate({ payload: items[0]?.payload ?? '', receivedAt: NOON });
      if (read._tag !== 'Observed' || read.observations[0]?._tag !== 'Call') throw new Error(JSON.stringify(read));
      expect(read.observations[0].seen).to.include({ dialpadCallId: BIG, dialpadUserId: '9007199254740993' });
    });

    it('without a state, as over if they have ended', async () => {
      script({ body: { items: [{ call_id: '1', date_ended: NOON }, { call_id: '2' }] } });
      const [ended, unclear] = (await rightOf(list())).items;
      expect(ended).to.include({ id: '1', over: true });
      expect(payloadReader.translate({ payload: ended?.payload ?? '', receivedAt: NOON })._tag).to.equal('Observed');
      expect(unclear).to.deep.equal({ id: '2', over: false, startedAt: null, payload: '{"call_id":"2"}' });
    });

    it('or fails where the answer is no list', async () => {
      script({ body: { items: 'none' } });
      expect(await leftOf(list())).to.include({ _tag: 'PhoneSystemUnavailable' });
    });
  });

  it('finds a call, in progress or over; none on 404', async () => {
    script(
      { body: { call_id: '7', state: 'connected' } },
      { body: { call_id: '8', state: 'Missed' } },
      { status: 404, body: { error: { message: 'not found' } } },
    );
    expect(await someOf(dialpad().findCall(ACCESS, id('7')))).to.include({ id: '7', over: false });
    expect(await someOf(dialpad().findCall(ACCESS, id('8')))).to.include({ id: '8', over: true });
    expect(await rightOf(dialpad().findCall(ACCESS, id(BIG)))).to.deep.equal(O.none);
    expect(asked().at(-1)).to.equal(`GET /api/v2/call/${BIG}`);
  });

  it('lists users, including those who left', async () => {
    script({
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

  it('never repeats a secret in an error, whatever Dialpad answers', async () => {
    const { dialpad } = clientFor(url(), { retries: 0, outagesToOpen: 1_000_000 });
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
          script((request) => ({ status, body: shape(echo(request, from)) }));
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
