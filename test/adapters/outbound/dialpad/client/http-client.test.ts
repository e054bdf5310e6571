import { expect } from 'chai';
import type { PhoneSystemUnavailable } from '../../../../../src/application/ports/phone-system.js';
import { leftOf, rightOf } from '../../../../../src/testing/storage/outcome.js';
import { ACCESS, clientFor, id } from './clients.js';
import { type Answer, type ScriptedServer, scriptedServer } from './scripted-server.js';

const EMPTY: Answer = { body: { items: [] } };
const HTML: Answer = {
  body: '<!doctype html><title>Down for maintenance</title>',
  headers: { 'content-type': 'text/html' },
};
const WEBHOOK: Answer = { body: { id: '1', hook_url: 'https://cti.example.com' } };
const NEW_WEBHOOK = { url: 'https://cti.example.com', secret: 'the-secret-of-a-webhook-32-signs' };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the HTTP client for Dialpad', () => {
  let server: ScriptedServer;
  before(async () => {
    server = await scriptedServer();
  });
  after(() => server.close());

  const isUnavailable = (error: { readonly _tag: string }): error is PhoneSystemUnavailable => {
    expect(error._tag).to.equal('PhoneSystemUnavailable');
    return true;
  };
  const detailOf = (error: { readonly _tag: string; readonly detail: string }): string =>
    isUnavailable(error) ? error.detail : '';

  describe('tries again', () => {
    for (const [name, answer] of [
      ['500', { status: 500 }],
      ['503 with HTML', { ...HTML, status: 503 }],
      ['429', { status: 429, headers: { 'retry-after': '0' } }],
      ['success with HTML', HTML],
      ['success with half of its JSON', { body: '{"items": [{"id"' }],
      ['success with JSON that is no object', { body: '[]' }],
      ['success with nothing', {}],
      ['an answer that never comes', 'hang'],
      ['an answer that breaks off', 'cut'],
    ] as const satisfies readonly (readonly [string, Answer])[]) {
      it(`after ${name}`, async () => {
        server.script(answer, EMPTY);
        const { dialpad } = clientFor(server.url, answer === 'hang' ? { timeout: 300 } : {});
        expect(await rightOf(dialpad.listWebhooks(ACCESS, null))).to.deep.equal({ items: [], next: null });
        expect(server.seen).to.have.length(2);
      });
    }

    it('at most three times, and then reports the failure', async () => {
      server.script({ status: 502 });
      const { dialpad } = clientFor(server.url);
      expect(await leftOf(dialpad.listWebhooks(ACCESS, null))).to.deep.equal({
        _tag: 'PhoneSystemUnavailable',
        detail: 'GET /webhooks: 502',
        retryAfterMs: null,
      });
      expect(server.seen).to.have.length(4);
    });

    it('after the wait that it is asked for', async () => {
      server.script({ status: 429, headers: { 'retry-after': '1' } }, EMPTY);
      const before = Date.now();
      await rightOf(clientFor(server.url).dialpad.listWebhooks(ACCESS, null));
      expect(Date.now() - before).to.be.within(990, 1_500);
    });

    it('not where the wait would be too long: the caller decides then', async () => {
      server.script({ status: 429, headers: { 'retry-after': '31' } });
      const error = await leftOf(clientFor(server.url).dialpad.listWebhooks(ACCESS, null));
      expect(error).to.include({ _tag: 'PhoneSystemUnavailable', retryAfterMs: 31_000 });
      expect(server.seen).to.have.length(1);
    });

    it('not after a refusal', async () => {
      for (const status of [400, 401, 403, 404, 409, 422]) {
        server.script({ status });
        const error = await leftOf(clientFor(server.url).dialpad.listWebhooks(ACCESS, null));
        const isAccess = status === 401 || status === 403;
        expect(error).to.include(isAccess ? { _tag: 'AccessRefused' } : { _tag: 'RequestRefused', status });
        expect(error).to.have.property('detail').that.contains(` ${status}`);
        expect(server.seen).to.have.length(1);
      }
    });

    it('deletions and changes', async () => {
      const { dialpad } = clientFor(server.url);
      server.script({ status: 500 }, {});
      await rightOf(dialpad.deleteWebhook(ACCESS, id('1')));
      expect(server.seen.map(({ method }) => method)).to.deep.equal(['DELETE', 'DELETE']);
      server.script({ status: 500 }, WEBHOOK);
      await rightOf(dialpad.changeWebhookSecret(ACCESS, id('1'), 'x'));
      expect(server.seen.map(({ method }) => method)).to.deep.equal(['PATCH', 'PATCH']);
    });

    it('creations only if nothing was certainly created', async () => {
      const create = (timeout = 5_000) => clientFor(server.url, { timeout }).dialpad.createWebhook(ACCESS, NEW_WEBHOOK);
      for (const answer of [{ status: 500 }, { status: 503 }, HTML, 'hang', 'cut'] as const) {
        server.script(answer, WEBHOOK);
        isUnavailable(await leftOf(create(answer === 'hang' ? 60 : undefined)));
        expect(server.seen, JSON.stringify(answer)).to.have.length(1);
      }
      server.script({ status: 429 }, WEBHOOK);
      await rightOf(create());
      expect(server.seen).to.have.length(2);
    });

    it('creations where there was no connection', async () => {
      const gone = await scriptedServer();
      await gone.close();
      const { dialpad, log } = clientFor(gone.url, { outagesToOpen: 4 });
      expect(detailOf(await leftOf(dialpad.createWebhook(ACCESS, NEW_WEBHOOK)))).to.equal(
        'POST /webhooks: ECONNREFUSED',
      );
      // Each attempt counts towards the circuit.
      expect(log).to.have.length(1);
    });
  });

  it('follows no redirect, so that no secret reaches another host', async () => {
    const elsewhere = await scriptedServer();
    server.script({ status: 307, headers: { location: `${elsewhere.url}/` } });
    const error = await leftOf(clientFor(server.url).dialpad.createWebhook(ACCESS, NEW_WEBHOOK));
    expect(error).to.include({ _tag: 'RequestRefused', status: 307 });
    expect(elsewhere.seen).to.deep.equal([]);
    await elsewhere.close();
  });

  describe('its circuit', () => {
    const quick = { retries: 0, outagesToOpen: 3, openFor: 80 };
    const failOften = async (dialpad: ReturnType<typeof clientFor>['dialpad'], times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) isUnavailable(await leftOf(dialpad.listWebhooks(ACCESS, null)));
    };

    it('opens after outages in a row: then every request is refused at once', async () => {
      const { dialpad, log } = clientFor(server.url, quick);
      server.script({ status: 500 });
      await failOften(dialpad, 3);
      const error = await leftOf(dialpad.account(ACCESS));
      expect(server.seen).to.have.length(3);
      expect(detailOf(error)).to.equal('not asked, after several failures (GET /webhooks: 500)');
      if (isUnavailable(error)) expect(error.retryAfterMs).to.be.within(1, 80);
      expect(log).to.deep.equal(['Dialpad does not answer as it should']);
    });

    it('lets one request try after a while, and closes once it succeeds', async () => {
      const { dialpad, log } = clientFor(server.url, quick);
      server.script({ status: 500 });
      await failOften(dialpad, 3);
      await sleep(90);
      await failOften(dialpad, 2);
      expect(server.seen, 'one request failed, the next was not sent').to.have.length(4);
      await sleep(90);
      server.script(EMPTY);
      await rightOf(dialpad.listWebhooks(ACCESS, null));
      await rightOf(dialpad.listWebhooks(ACCESS, null));
      expect(log).to.deep.equal(['Dialpad does not answer as it should', 'Dialpad answers again']);
    });

    it('does not open for refusals or for 429', async () => {
      const { dialpad } = clientFor(server.url, quick);
      for (const status of [400, 401, 403, 404, 429]) {
        server.script({ status });
        for (let time = 0; time < 4; time += 1) await leftOf(dialpad.listWebhooks(ACCESS, null));
        expect(server.seen, String(status)).to.have.length(4);
      }
    });

    it('can open between the attempts of one request', async () => {
      const { dialpad } = clientFor(server.url, { outagesToOpen: 2 });
      server.script({ status: 500 });
      isUnavailable(await leftOf(dialpad.listWebhooks(ACCESS, null)));
      expect(server.seen).to.have.length(2);
    });

    it('opens for requests that hang', async () => {
      const { dialpad } = clientFor(server.url, { ...quick, timeout: 20 });
      server.script('hang');
      expect(detailOf(await leftOf(dialpad.listWebhooks(ACCESS, null)))).to.equal('GET /webhooks: timeout');
      await failOften(dialpad, 4);
      expect(server.seen).to.have.length(3);
    });
  });
});
