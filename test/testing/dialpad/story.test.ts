import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { dialpadIds } from '../../../src/testing/dialpad/dialpad-ids.js';
import { answeredInbound } from '../../../src/testing/dialpad/inbound-scenarios.js';
import { officeDay } from '../../../src/testing/dialpad/office-day.js';
import { ANA, BEN, DANA, SUPPORT } from '../../../src/testing/dialpad/people.js';
import { SCENARIOS } from '../../../src/testing/dialpad/scenarios.js';
import { type SimulatedDialpad, startSimulatedDialpad } from '../../../src/testing/dialpad/simulated-dialpad.js';
import type { SimulatedDialpadOptions } from '../../../src/testing/dialpad/simulated-dialpad-options.js';
import type { TimedEvent } from '../../../src/testing/dialpad/timed-event.js';
import { type Ask, asking, hook, START } from './simulating.js';

const SECRET = 'a-secret-of-the-webhook-32-chars-long';
const HOOK = 'https://cti.example.com/hook';

const named = (name: string): readonly TimedEvent[] => {
  const found = SCENARIOS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found.events({ startsAt: START, ids: dialpadIds(3) });
};
const payloads = (events: readonly TimedEvent[]) => events.map(({ payload }) => payload);

describe('a story that is played to subscriptions', () => {
  let running: SimulatedDialpad[] = [];
  const start = async (options: SimulatedDialpadOptions) => {
    const dialpad = await startSimulatedDialpad({ limits: null, ...options });
    running.push(dialpad);
    return { dialpad, ask: asking(dialpad) };
  };
  afterEach(async () => {
    await Promise.all(running.map((dialpad) => dialpad.stop()));
    running = [];
  });
  const subscribe = async (ask: Ask, kind: 'call' | 'sms', body: object, secret: string | null = null) => {
    const { id } = (await ask('POST', '/api/v2/webhooks', { hook_url: HOOK, secret })).body;
    const answer = await ask('POST', `/api/v2/subscriptions/${kind}`, { endpoint_id: id, ...body });
    expect(answer.status).to.equal(200);
    return answer.body.id as string;
  };

  it('arrives complete and in order, signed with the webhook’s secret', async () => {
    const { post, posts, events } = hook(200);
    const { dialpad } = await start({ post });
    dialpad.deliverTo(HOOK, SECRET);
    const day = officeDay(START);
    expect(await dialpad.play(day)).to.deep.equal({ delivered: day.length, failed: 0, dropped: 0 });
    expect(events(SECRET)).to.deep.equal(payloads(day));
    expect(posts[0]).to.include({ url: HOOK, contentType: 'application/jwt' });
  });

  it('arrives as plain JSON where the webhook has no secret', async () => {
    const { post, posts, events } = hook(200);
    const { dialpad } = await start({ post });
    dialpad.deliverTo(HOOK);
    await dialpad.play(named('answered'));
    expect(events()).to.deep.equal(payloads(named('answered')));
    expect(posts[0]?.contentType).to.equal('application/json');
  });

  it('is not delivered without a subscription, to a disabled one or to one without a webhook', async () => {
    const { post, posts } = hook(200);
    const { dialpad, ask } = await start({ post });
    const nothing = { delivered: 0, failed: 0, dropped: 0 };
    expect(await dialpad.play(named('answered'), { drops: 1 })).to.deep.equal(nothing);
    const id = await subscribe(ask, 'call', { enabled: false });
    await ask('POST', '/api/v2/subscriptions/call', {});
    expect(await dialpad.play(named('answered'))).to.deep.equal(nothing);
    await ask('PATCH', `/api/v2/subscriptions/call/${id}`, { enabled: true });
    expect((await dialpad.play(named('answered'))).delivered).to.equal(3);
    expect(posts).to.have.length(3);
  });

  it('is delivered in the states that are named; the state “all” delivers nothing', async () => {
    const { post, events } = hook(200);
    const { dialpad, ask } = await start({ post });
    await subscribe(ask, 'call', { call_states: ['hangup', 'missed'] });
    await subscribe(ask, 'call', { call_states: ['all'] });
    await dialpad.play([...named('answered'), ...named('missed'), ...named('sms-thread')]);
    expect(
      events()
        .map(({ state }) => state)
        .sort(),
    ).to.deep.equal(['hangup', 'hangup', 'missed']);
  });

  it('can be delivered for the state “all”', async () => {
    const { post, posts } = hook(200);
    const { dialpad, ask } = await start({ post, allStatesFire: true });
    await subscribe(ask, 'call', { call_states: ['all'] });
    await dialpad.play(named('answered'));
    expect(posts).to.have.length(3);
  });

  it('is delivered for one target only, or for calls of groups only', async () => {
    const { post, events } = hook(200);
    const { dialpad, ask } = await start({ post });
    const queue = named('queue-of-five');
    const id = await subscribe(ask, 'call', { target_type: 'callcenter', target_id: SUPPORT.id });
    await dialpad.play(queue);
    expect(events().map(({ state }) => state)).to.deep.equal(['queued', 'ringing', 'connected', 'connected', 'hangup']);
    await ask('DELETE', `/api/v2/subscriptions/call/${id}`);
    await subscribe(ask, 'call', { target_type: 'user', target_id: BEN.id });
    expect((await dialpad.play(queue)).delivered).to.equal(2);
    await subscribe(ask, 'call', { group_calls_only: true });
    expect((await dialpad.play(named('missed'))).delivered).to.equal(3);
    expect((await dialpad.play(named('answered'))).delivered).to.equal(0);
  });

  it('is delivered by the direction of messages, and their delivery status only on request', async () => {
    for (const [body, wanted] of [
      [{ direction: 'all' }, ['pending', 'pending', 'pending', 'pending', 'pending']],
      [{ direction: 'inbound', status: true }, ['pending', 'pending']],
      [
        { direction: 'outbound', status: true },
        ['pending', 'sent', 'delivered', 'pending', 'sent', 'failed', 'pending', 'sent', 'delivered'],
      ],
    ] as const) {
      const { post, events } = hook(200);
      const { dialpad, ask } = await start({ post });
      await subscribe(ask, 'sms', body);
      await dialpad.play(named('sms-thread'));
      expect(events().map(({ message_status }) => message_status)).to.deep.equal(wanted);
    }
  });

  it('contains only what the access of the subscription may export', async () => {
    const { post, events } = hook(200);
    const { dialpad, ask } = await start({ post });
    const granted = async (scope: string): Promise<string> => {
      const { clientId: client_id, clientSecret: client_secret } = dialpad.app;
      const query = new URLSearchParams({ client_id, response_type: 'code', redirect_uri: HOOK, scope });
      const back = (await ask('GET', `/oauth2/authorize?${query}`, undefined, null)).headers.get('location') ?? '';
      const code = new URL(back).searchParams.get('code');
      const body = { client_id, client_secret, grant_type: 'authorization_code', code };
      return (await ask('POST', '/oauth2/token', body, null)).body.access_token;
    };
    const withScopes = async (scope: string): Promise<Ask> => {
      const token = await granted(scope);
      return (method, path, body) => ask(method, path, body, token);
    };
    await subscribe(await withScopes('calls:list'), 'sms', { direction: 'inbound' });
    await subscribe(await withScopes('message_content_export:all'), 'sms', { direction: 'inbound' });
    await dialpad.play(named('sms-thread').slice(0, 1));
    expect(events().map((event) => 'text' in event && 'text_content' in event)).to.deep.equal([false, true]);
    await subscribe(await withScopes('calls:list'), 'call', { call_states: ['recording'] });
    await subscribe(await withScopes('recordings_export'), 'call', { call_states: ['recording'] });
    await dialpad.play(named('recording'));
    expect(
      events()
        .slice(2)
        .map((event) => 'recording_url' in event),
    ).to.deep.equal([false, true]);
  });

  it('is sent again as Dialpad does, and failures are counted', async () => {
    const { post, posts } = hook(503, 200, 400, 200);
    const { dialpad } = await start({ post });
    dialpad.deliverTo(HOOK, SECRET);
    expect(await dialpad.play(named('answered'))).to.deep.equal({ delivered: 2, failed: 1, dropped: 0 });
    expect(posts).to.have.length(4);
  });

  it('can arrive in another order, the same for the same seed', async () => {
    const day = officeDay(START);
    const orderOf = async (seed: number) => {
      const { post, events } = hook(200);
      const { dialpad } = await start({ post });
      dialpad.deliverTo(HOOK);
      await dialpad.play(day, { order: 'shuffled', seed });
      return events();
    };
    const first = await orderOf(1);
    expect(first).to.have.deep.members(payloads(day)).and.not.to.deep.equal(payloads(day));
    expect(await orderOf(1)).to.deep.equal(first);
    expect(await orderOf(2)).not.to.deep.equal(first);
  });

  it('can arrive in part twice, and in part not at all', async () => {
    const { post, events } = hook(200);
    const { dialpad } = await start({ post });
    dialpad.deliverTo(HOOK);
    const day = officeDay(START);
    const { delivered, dropped } = await dialpad.play(day, { duplicates: 0.3, drops: 0.2, seed: 5 });
    const distinct = new Set(events().map((event) => JSON.stringify(event)));
    expect(distinct.size).to.equal(day.length - dropped);
    expect(dropped).to.be.within(day.length * 0.1, day.length * 0.3);
    expect(delivered - distinct.size).to.be.within(day.length * 0.1, day.length * 0.4);
    expect(await dialpad.play(day, { duplicates: 1 })).to.include({ delivered: 2 * day.length });
  });

  it('takes its time divided by the speed, and ends early when the simulated Dialpad stops', async () => {
    const { post, posts } = hook(200);
    const { dialpad } = await start({ post });
    dialpad.deliverTo(HOOK);
    const story = officeDay(START);
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    expect((await dialpad.play(story, { speed: 20_000, order: 'shuffled' })).delivered).to.equal(story.length);
    process.off('warning', onWarning);
    expect(warnings, 'many events can wait at once').to.deep.equal([]);
    const before = posts.length;
    const slow = dialpad.play(
      answeredInbound({ contact: DANA, colleague: ANA, startsAt: START, ids: dialpadIds(8) }, { ring: 7, talk: 50 }),
      { speed: 1 },
    );
    await dialpad.stop();
    expect((await slow).delivered).to.be.at.most(1);
    expect(posts.length - before).to.be.at.most(1);
  });

  it('reaches a web server', async () => {
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += String(part);
      bodies.push(body);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { dialpad } = await start({});
      dialpad.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, SECRET);
      expect((await dialpad.play(named('queue-of-five'))).failed).to.equal(0);
      expect(bodies).to.have.length(named('queue-of-five').length);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
