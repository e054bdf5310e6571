import { expect } from 'chai';
import { ENGINE } from '../support/engines.js';
import { type Listener, listen, placeOf } from './listener.js';
import { type Running, run } from './running.js';

const ring = (callId: number, userId?: number) => ({
  event_type: 'call.ring',
  call: { id: callId, direction: 'inbound', user_id: userId },
});

describe('event streams', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  const open: Listener[] = [];

  const connect = async (query = '', protocols: readonly string[] = []): Promise<Listener> => {
    const listener = await listen(`${at.url}/ws?api_key=${app.key}${query}`, {}, protocols);
    open.push(listener);
    return listener;
  };
  const seqs = (listener: Listener) => listener.messages.map(({ seq }) => seq);

  before(async () => {
    at = await run({ WS_MAX_CONNECTIONS_PER_APP: '20' });
    app = await at.newApp('Clinic');
    await at.admin('POST', `/internal/apps/${app.id}/users/map`, {
      dialpad_user_id: 7,
      crm_user_id: 'ana@example.com',
    });
    const first = await connect();
    for (const callId of [1, 2, 3]) await at.deliver(ring(callId, callId === 2 ? 7 : 8));
    await first.count(3);
  });
  afterEach(() => {
    for (const listener of open.splice(0)) listener.close();
  });
  after(() => at.stop());

  it('resume after the last event of a client, and continue live', async () => {
    const listener = await connect('&since=1');
    await listener.count(2);
    await at.deliver(ring(4, 7));
    await listener.count(3);
    expect(seqs(listener)).to.deep.equal([2, 3, 4]);
  });

  it('begin with the next event if no since is given', async () => {
    const listener = await connect();
    await at.deliver(ring(5));
    expect((await listener.count(1))[0]).to.include({ seq: 5, event: 'call.ring' });
  });

  it('send their position first to a client that uses cti.v1, and to no other', async () => {
    const listener = await connect('&since=4', ['cti.v1']);
    const [hello, next] = await listener.count(2);
    expect(hello).to.include({ event: 'stream.hello', seq: 5, app_id: app.id });
    expect(hello.stream).to.be.a('string');
    expect(next.seq).to.equal(5);
    expect(listener.protocol).to.equal('cti.v1');
  });

  it('are reset for a client that is ahead of them, or whose seq is of another log', async () => {
    for (const query of ['&since=99', '&since=1&stream=another']) {
      const listener = await connect(query);
      expect((await listener.count(1))[0]).to.include({ event: 'stream.reset', seq: 5 });
    }
  });

  it('are filtered by event and by CRM user', async () => {
    const ofAna = await connect('&since=0&crm_user=ana@example.com');
    const ended = await connect('&since=0&events=call.ended,call.missed');
    await at.deliver({ event_type: 'call.ended', call: { id: 2 } });
    expect((await ofAna.count(3)).map(({ seq }) => seq)).to.deep.equal([2, 4, 6]);
    expect((await ended.count(1))[0]).to.include({ seq: 6, event: 'call.ended', status: 'completed' });
    expect(ended.messages).to.have.length(1);
  });

  it('refuse a since that is not a number, events that do not exist, and unknown parameters', async () => {
    for (const query of ['since=x', 'events=call.danced', 'event=call.ring', 'user=7']) {
      const refusal = await listen(`${at.url}/ws?api_key=${app.key}&${query}`).catch((error) => error);
      expect(refusal.status, query).to.equal(400);
    }
  });

  it('always upgrade a client of cti.v1, and refuse it with a close code', async () => {
    for (const [query, code] of [
      [`api_key=${app.key}&since=x`, 4400],
      [`api_key=${app.key}&events=call.danced&${'é'.repeat(90)}=1`, 4400],
      ['api_key=app_1', 4401],
      ['ticket=nonsense', 4401],
      ['', 4401],
    ] as const) {
      const refused = await listen(`${at.url}/ws?${query}`, {}, ['cti.v1']);
      expect([await refused.closed, refused.messages.length], query).to.deep.equal([code, 0]);
    }
    const other = await at.newApp('Closed');
    await at.admin('POST', `/internal/apps/${other.id}/api-key/rotate`);
    expect(await (await listen(`${at.url}/ws?api_key=${other.key}`, {}, ['cti.v1'])).closed).to.equal(4401);
    const { api_key: key } = (await at.admin('POST', `/internal/apps/${other.id}/api-key/rotate`)).body;
    await at.admin('PATCH', `/internal/apps/${other.id}`, { is_active: false });
    expect(await (await listen(`${at.url}/ws?api_key=${key}`, {}, ['cti.v1'])).closed).to.equal(4403);
  });

  it('answer a plain request with 401 or 403 for a bad key, else 426', async () => {
    const other = await at.newApp('Old');
    await at.admin('POST', `/internal/apps/${other.id}/api-key/revoke`);
    const status = async (query: string, method = 'GET') => (await fetch(`${at.url}/ws?${query}`, { method })).status;
    for (const method of ['GET', 'HEAD']) {
      expect(await status('api_key=your_key', method)).to.equal(401);
      expect(await status(`api_key=${other.key}`, method)).to.equal(403);
      expect(await status(`api_key=${app.key}`, method)).to.equal(426);
      expect(await status('', method)).to.equal(426);
    }
    // The only active app gets the deliveries that name none.
    await at.admin('PATCH', `/internal/apps/${other.id}`, { is_active: false });
  });

  it('accept a ticket once', async () => {
    const headers = { 'x-app-api-key': app.key };
    const { status, body } = await at.request('POST', '/api/ws-tickets', { headers });
    expect(status).to.equal(201);
    expect(body).to.include({ success: true, expires_in: 60 });
    const listener = await listen(`${at.url}/ws?ticket=${body.ticket}&since=5`);
    open.push(listener);
    await listener.count(1);
    for (const ticket of [body.ticket, 'nonsense', '']) {
      const refusal = await listen(`${at.url}/ws?ticket=${ticket}`).catch((error) => error);
      expect(refusal.status, ticket).to.equal(401);
    }
  });

  it('answer a client that sends a message with an error, and stay open', async () => {
    const listener = await connect();
    listener.send('hello?');
    expect(await listener.first(({ event }) => event === 'error')).to.have.property('message');
    await at.deliver(ring(6));
    await listener.first(({ event }) => event === 'call.ring');
  });

  it('are closed with 4429 above the maximum of an app', async () => {
    const listeners = await Promise.all(Array.from({ length: 20 }, () => connect()));
    const tooMany = await connect();
    expect(await tooMany.closed).to.equal(4429);
    for (const listener of listeners) listener.close();
    await Promise.all(listeners.map(({ closed }) => closed));
  });

  it('can be read over REST, oldest first, page by page', async () => {
    const first = await at.crm(app.key, '/api/events?limit=2');
    expect(first.body.data.map(({ seq }: { seq: number }) => seq)).to.deep.equal([1, 2]);
    expect(first.body).to.include({ success: true, has_more: true, reset: false });
    expect(first.body.stream).to.be.a('string');
    const rest = await at.crm(app.key, '/api/events?after=2');
    expect(rest.body.data[0].seq).to.equal(3);
    expect(rest.body.has_more).to.equal(false);
    const beyond = await at.crm(app.key, '/api/events?after=999');
    expect(beyond.body).to.include({ reset: true, has_more: false });
    expect((await at.crm(app.key, '/api/events?after=-1')).status).to.equal(400);
  });

  it('can be read as Server-Sent Events, and resumed by the id of the last', async () => {
    const abort = new AbortController();
    const response = await fetch(`${at.url}/api/events/stream`, {
      headers: { 'x-app-api-key': app.key, 'last-event-id': '4' },
      signal: abort.signal,
    });
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.match(/^text\/event-stream/);
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('id: 5\n') && !text.includes('id: 8\n')) await at.deliver(ring(77));
      if (text.includes('id: 8\n')) break;
    }
    abort.abort();
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids).to.deep.equal([5, 6, 7, 8]);
    const [, data = ''] = /id: 5\ndata: (.*)\n/.exec(text) ?? [];
    expect(JSON.parse(data)).to.include({ event: 'call.ring', seq: 5 });
    expect((await at.request('GET', '/api/events/stream')).status).to.equal(401);
  });

  it('send their position first as Server-Sent Events of cti.v1 too, and know no other protocol', async () => {
    const headers = { 'x-app-api-key': app.key };
    const abort = new AbortController();
    const url = `${at.url}/api/events/stream?since=4&protocol=`;
    const response = await fetch(`${url}cti.v1`, { headers, signal: abort.signal });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('id: 5\n')) break;
    }
    abort.abort();
    const [hello, first] = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));
    expect(hello).to.include({ event: 'stream.hello', app_id: app.id });
    expect(first).to.include({ event: 'call.ring', seq: 5 });
    expect((await fetch(`${url}cti.v2`, { headers })).status).to.equal(400);
  });

  it('are read over REST at most 100 events and 8 MiB at a time, and say whether there are more', async () => {
    const archive = await at.newApp('Archive');
    const deliver = (events: unknown) => at.deliver(events, `/webhooks/dialpad/${archive.id}`);
    const page = async (after: number) => {
      const { body } = await at.crm(archive.key, `/api/events?after=${after}&limit=1000`);
      return { count: body.data.length, has_more: body.has_more };
    };
    const all = await listen(`${at.url}/ws?api_key=${archive.key}`);
    open.push(all);
    await deliver(Array.from({ length: 110 }, (_, n) => ring(n + 1)));
    const transcript = 'x'.repeat(900_000);
    for (let n = 1; n <= 12; n += 1) {
      await deliver({ event_type: 'voicemail.received', voicemail: { id: n, call_id: 1_000 + n, transcript } });
    }
    await all.count(122);
    expect(await page(0)).to.deep.equal({ count: 100, has_more: true });
    expect(await page(110)).to.deep.equal({ count: 9, has_more: true });
    expect(await page(119)).to.deep.equal({ count: 3, has_more: false });
  });
});

/** The stream is the same code on every engine, so one engine gets many events and the others fewer. */
const [EVENTS, CLIENTS] = ({ sqlite: [5_000, 200], postgres: [1_000, 30], mongodb: [500, 20] } as const)[ENGINE];

describe('the streams of many clients that connect at once', () => {
  it('miss nothing of what comes meanwhile', async () => {
    const at = await run();
    const { key } = await at.newApp('Busy');
    const connect = (query: string) => listen(`${at.url}/ws?api_key=${key}${query}`, {}, ['cti.v1']);
    const first = await connect('');
    const deliveries = Array.from({ length: 30 }, (_, n) => at.deliver(ring(100 + n)));
    const later = await Promise.all(Array.from({ length: 15 }, (_, n) => connect(n % 2 === 0 ? '' : '&since=0')));
    await Promise.all(deliveries);
    await first.count(31);
    for (const [n, listener] of later.entries()) {
      const hello = await listener.first(({ event }) => event === 'stream.hello');
      const from = n % 2 === 0 ? hello.seq : 0;
      const [, ...events] = await listener.count(1 + 30 - from);
      expect(events.map(({ seq }) => seq)).to.deep.equal(Array.from({ length: 30 - from }, (_, m) => from + m + 1));
    }
    for (const listener of [first, ...later]) listener.close();
    await at.stop();
  });
});

describe(`a stream of ${EVENTS} events`, function () {
  this.timeout(120_000);

  it(`is complete and in order for each of ${CLIENTS} clients that disconnect and reconnect at random`, async () => {
    const at = await run({ RATE_LIMIT_WEBHOOKS: '0' });
    const app = await at.newApp('Clinic');

    /** Listens, disconnects after a random number of messages, reconnects with `since`, until it has everything. */
    const client = async (n: number): Promise<readonly number[]> => {
      const received: number[] = [];
      for (let visit = 1; received.length < EVENTS; visit += 1) {
        const since = received.at(-1) ?? 0;
        const listener = await listen(`${at.url}/ws?api_key=${app.key}&since=${since}`, {}, [], placeOf);
        const missing = EVENTS - received.length;
        const wanted = Math.min(missing, visit > 4 ? missing : 1 + ((n * 7919 + visit * 104729) % (EVENTS / 4)));
        await listener.count(wanted, 110_000);
        received.push(...listener.messages.slice(0, wanted).map(({ seq }) => seq));
        listener.close();
      }
      return received;
    };

    const clients = Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)));
    let next = 1;
    const send = async (): Promise<void> => {
      while (next <= EVENTS) {
        const callId = next;
        next += 1;
        await at.deliver(ring(callId));
      }
    };
    await Promise.all(Array.from({ length: 16 }, send));
    const all = Array.from({ length: EVENTS }, (_, index) => index + 1);
    for (const received of await clients) expect(received).to.deep.equal(all);
    await at.stop();
  });
});

describe('a slow client', function () {
  this.timeout(60_000);

  it('is closed with 1013 before much waits for it, and misses nothing if it reconnects', async () => {
    const at = await run();
    const app = await at.newApp('Clinic');
    const slow = await listen(`${at.url}/ws?api_key=${app.key}`);
    slow.pause();
    const quick = await listen(`${at.url}/ws?api_key=${app.key}`);
    const before = process.memoryUsage.rss();
    const text = 'x'.repeat(200_000);
    for (let id = 1; id <= 100; id += 1) await at.deliver({ event_type: 'sms.received', id, text });
    // Twenty megabytes were sent to it; the server holds about one of them, and the kernel some more.
    expect(process.memoryUsage.rss() - before).to.be.below(300_000_000);
    // What is told only after this one reads again does not wait for it.
    await quick.count(100);
    quick.close();
    slow.resume();
    expect(await slow.closed).to.equal(1013);

    const received: number[] = slow.messages.map(({ seq }) => seq);
    expect(received.length).to.be.below(100);
    // On a busy machine it may be too slow again, and reconnects again.
    while (received.length < 100) {
      const back = await listen(`${at.url}/ws?api_key=${app.key}&since=${received.at(-1) ?? 0}`);
      await Promise.race([back.closed, back.count(100 - received.length)]);
      received.push(...back.messages.map(({ seq }) => seq));
      back.close();
    }
    expect(received).to.deep.equal(Array.from({ length: 100 }, (_, n) => n + 1));
    await at.stop();
  });
});
