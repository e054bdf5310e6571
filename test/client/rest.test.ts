import { expect } from 'chai';
import sinon from 'sinon';
import { CtiError, createClient } from '../../src/client/index.js';
import { fakeFetch, json, text } from './fake-fetch.js';

const URL_OF_SERVER = 'https://cti.example.com/';
const PAGE = { success: true, data: [], pagination: { limit: 50, offset: 0, total: 0, has_more: false } };
const BUSY = { success: false, error: 'Service Unavailable', message: 'Try again.' };

const failureOf = async (asked: Promise<unknown>): Promise<CtiError> => {
  const error = await asked.then(
    () => null,
    (failed: unknown) => failed,
  );
  if (!(error instanceof CtiError)) throw new Error(`no CtiError: ${error}`);
  return error;
};

describe('the client, over REST,', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());

  it('sends the key as a header, and the query without what is undefined', async () => {
    const { fetch, asked } = fakeFetch(json(200, PAGE));
    const cti = createClient({ url: URL_OF_SERVER, apiKey: 'app_1', fetch });
    const page = await cti.calls.list({ limit: 5, from: '+1 555 0123' });
    expect(page).to.deep.equal(PAGE);
    expect(asked).to.deep.equal([
      {
        method: 'GET',
        url: 'https://cti.example.com/api/calls?limit=5&from=%2B1+555+0123',
        headers: { 'x-app-api-key': 'app_1' },
        body: undefined,
      },
    ]);
  });

  it('fills the names in a path, whatever is in them, and sends a body as JSON', async () => {
    const { fetch, asked } = fakeFetch(json(200, { success: true, data: { id: 'a/b' } }));
    const cti = createClient({
      url: 'http://localhost:4000',
      fetch,
      api: { url: '', headers: { authorization: 'Bearer x' } },
    });
    expect(await cti.voicemails.get('a/b')).to.deep.equal({ id: 'a/b' });
    await cti.request('PATCH', '/internal/apps/{app_id}', { path: { app_id: '?' }, body: { name: 'Clinic' } });
    expect(asked.map(({ url }) => url)).to.deep.equal(['/api/voicemails/a%2Fb', '/internal/apps/%3F']);
    expect(asked[1]).to.deep.include({
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: '{"name":"Clinic"}',
    });
  });

  it('asks the server that `api` names, in place of `url`', async () => {
    const { fetch, asked } = fakeFetch(json(200, PAGE));
    await createClient({ url: URL_OF_SERVER, api: { url: '/my-server/cti' }, fetch }).messages.list();
    expect(asked).to.deep.equal([{ method: 'GET', url: '/my-server/cti/api/messages', headers: {}, body: undefined }]);
  });

  it('rejects with what the server said', async () => {
    const details = [{ path: 'limit', message: 'must be a whole number' }];
    const refusal = { success: false, error: 'Bad Request', message: 'The query is not valid.', details };
    const { fetch } = fakeFetch(json(400, refusal, { 'x-request-id': 'r1' }));
    const error = await failureOf(createClient({ url: URL_OF_SERVER, fetch }).calls.active());
    expect(error).to.include({ status: 400, message: 'The query is not valid.', retryAfter: null, requestId: 'r1' });
    expect(error.details).to.deep.equal(details);
  });

  it('rejects with a sentence where a proxy answered, or nobody', async () => {
    for (const [answer, status, message] of [
      [text(502, '<html>Bad Gateway</html>'), 502, 'The answer was 502.'],
      [text(200, '<html>Please sign in</html>'), 200, 'The answer is no JSON: check the address of the server.'],
      [() => Promise.reject(new TypeError('fetch failed')), 0, 'The server cannot be reached.'],
    ] as const) {
      const { fetch } = fakeFetch(answer);
      const error = await failureOf(createClient({ url: URL_OF_SERVER, fetch }).calls.list());
      expect(error).to.include({ status, message });
      expect(error.details).to.deep.equal([]);
    }
  });

  it('asks again twice after the seconds that the server named, if they are few and it was a GET', async () => {
    const { fetch, asked } = fakeFetch(
      json(503, BUSY, { 'retry-after': '2' }),
      json(429, BUSY, { 'retry-after': '1' }),
      json(200, PAGE),
    );
    const page = createClient({ url: URL_OF_SERVER, fetch }).calls.list();
    await clock.tickAsync(1_999);
    expect(asked).to.have.length(1);
    await clock.tickAsync(1);
    expect(asked).to.have.length(2);
    await clock.tickAsync(1_000);
    expect(await page).to.deep.equal(PAGE);
  });

  it('gives up after three times, after a long time, and at once for what is no GET', async () => {
    const busy = fakeFetch(json(503, BUSY, { 'retry-after': '1' }));
    const gaveUp = failureOf(createClient({ url: URL_OF_SERVER, fetch: busy.fetch }).calls.list());
    await clock.tickAsync(10_000);
    expect([(await gaveUp).retryAfter, busy.asked.length]).to.deep.equal([1, 3]);

    const long = fakeFetch(json(429, BUSY, { 'retry-after': '30' }));
    const waits = await failureOf(createClient({ url: URL_OF_SERVER, fetch: long.fetch }).calls.list());
    expect([waits.retryAfter, long.asked.length]).to.deep.equal([30, 1]);

    const post = fakeFetch(json(503, BUSY, { 'retry-after': '1' }));
    const posted = await failureOf(
      createClient({ url: URL_OF_SERVER, fetch: post.fetch }).request('POST', '/api/ws-tickets'),
    );
    expect([posted.status, post.asked.length]).to.deep.equal([503, 1]);
  });

  it('fails with a CtiError whatever the refusal is', async () => {
    for (const [body, message] of [
      ['null', 'The answer was 502.'],
      ['"no"', 'The answer was 502.'],
      ['{"message":{"a":1},"details":"x"}', 'The answer was 502.'],
      ['<html>', 'The answer was 502.'],
      ['{"error":"Sign in first."}', 'Sign in first.'],
    ] as const) {
      const { fetch } = fakeFetch(text(502, body));
      const error = await failureOf(createClient({ url: URL_OF_SERVER, fetch }).calls.list());
      expect([error.message, error.status, error.details]).to.deep.equal([message, 502, []]);
    }
  });

  it('fails with a CtiError if the answer is cut off', async () => {
    const cut = () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) }));
    const { fetch } = fakeFetch(cut);
    const error = await failureOf(createClient({ url: URL_OF_SERVER, fetch }).calls.list());
    expect([error.status, error.message]).to.deep.equal([0, 'The server cannot be reached.']);
  });

  it('reads a retry-after that is a date, and none of what is neither that nor a number', async () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    for (const [header, least, most] of [
      [inAMinute, 50, 60],
      ['Thu, 01 Jan 1970 00:00:00 GMT', 0, 0],
      ['60', 60, 60],
    ] as const) {
      const { fetch } = fakeFetch(json(429, BUSY, { 'retry-after': header }));
      const { retryAfter } = await failureOf(
        createClient({ url: URL_OF_SERVER, fetch }).request('POST', '/api/ws-tickets'),
      );
      expect(retryAfter).to.be.within(least, most);
    }
    const { fetch } = fakeFetch(json(429, BUSY, { 'retry-after': 'later' }));
    expect((await failureOf(createClient({ url: URL_OF_SERVER, fetch }).calls.list())).retryAfter).to.equal(null);
  });

  it('leaves nothing on a signal, nor a timer, after it has waited', async () => {
    const abort = new AbortController();
    const added = sinon.spy(abort.signal, 'addEventListener');
    const removed = sinon.spy(abort.signal, 'removeEventListener');
    const { fetch } = fakeFetch(json(503, BUSY, { 'retry-after': '5' }), json(200, PAGE));
    const page = createClient({ url: URL_OF_SERVER, fetch }).request('GET', '/api/calls', { signal: abort.signal });
    await clock.tickAsync(5_000);
    await page;
    expect([added.callCount, removed.callCount, clock.countTimers()]).to.deep.equal([1, 1, 0]);
  });

  it('gives a request up when the caller does', async () => {
    const abort = new AbortController();
    const { fetch, asked } = fakeFetch(json(503, BUSY, { 'retry-after': '5' }), () =>
      Promise.reject(abort.signal.reason),
    );
    const given = createClient({ url: URL_OF_SERVER, fetch }).request('GET', '/api/calls', { signal: abort.signal });
    const rejected = given.catch((error: unknown) => error);
    await clock.tickAsync(0);
    abort.abort(new Error('left the page'));
    expect(await rejected).to.equal(abort.signal.reason);
    expect([asked.length, clock.countTimers()]).to.deep.equal([2, 0]);
  });
});
