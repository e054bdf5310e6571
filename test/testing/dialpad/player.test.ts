import { expect } from 'chai';
import { isRight } from 'fp-ts/lib/Either.js';
import { deliveryAuthenticator } from '../../../src/adapters/outbound/dialpad/delivery-authenticator.js';
import { type Delivery, type PlayerOptions, play } from '../../../src/testing/dialpad/player.js';
import type { TimedEvent } from '../../../src/testing/dialpad/timed-event.js';

const SECRET = 'a-secret-of-the-webhook-32-chars-long';
const START = 1791208800000;
const call = (after: number, id = after): TimedEvent => ({
  at: START + after,
  kind: 'call',
  payload: { call_id: id, state: 'ringing', event_timestamp: START + after },
});
const sms = (after: number): TimedEvent => ({
  at: START + after,
  kind: 'sms',
  payload: { id: after, to_number: ['+1'] },
});

interface Sent {
  readonly at: number;
  readonly url: string;
  readonly body: string;
  readonly contentType: string | undefined;
}

/** A webhook that answers with one status after the other and then always with the last; null is a failed connection. Time is simulated. */
const hook = (...statuses: readonly (number | null)[]) => {
  let now = 0;
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  const sent: Sent[] = [];
  const left = [...statuses];
  const sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      sleepers.push({ until: now + ms, wake });
    });
  const post: PlayerOptions['post'] = async (url, { body, headers }) => {
    sent.push({ at: now, url, body, contentType: headers['content-type'] });
    const status = left.length > 1 ? left.shift() : left[0];
    if (status === null || status === undefined) throw new TypeError('fetch failed');
    return { status, arrayBuffer: async () => new ArrayBuffer(0) };
  };
  /** Ends the sleeps, the earliest first, until the work is done. */
  const passTime = async <A>(work: Promise<A>): Promise<A> => {
    let done = false;
    const settled = work.finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      sleepers.sort((one, other) => one.until - other.until);
      const next = sleepers.shift();
      if (next === undefined) continue;
      now = Math.max(now, next.until);
      next.wake();
    }
    return settled;
  };
  const played = (
    events: readonly TimedEvent[],
    options: Partial<PlayerOptions> = {},
  ): Promise<readonly Delivery[]> => {
    const deliveries = async (): Promise<readonly Delivery[]> => {
      const all: Delivery[] = [];
      const asked = { hookUrl: 'https://cti.example.com/webhooks/dialpad', secret: SECRET, speed: 1, post, sleep };
      for await (const delivery of play(events, { ...asked, ...options })) all.push(delivery);
      return all;
    };
    return passTime(deliveries());
  };
  return { sent, played };
};

describe('the player', () => {
  it('sends each event at its time', async () => {
    const { sent, played } = hook(200);
    const deliveries = await played([call(0), call(1_500), call(9_000)]);
    expect(sent.map(({ at }) => at)).to.deep.equal([0, 1_500, 9_000]);
    expect(deliveries.map(({ attempts, status }) => [attempts, status])).to.deep.equal(new Array(3).fill([1, 200]));
    expect(sent[0]?.url).to.equal('https://cti.example.com/webhooks/dialpad');
  });

  it('sends faster than real time if asked for', async () => {
    const { sent, played } = hook(200);
    await played([call(0), call(1_500), call(9_000)], { speed: 10 });
    expect(sent.map(({ at }) => at)).to.deep.equal([0, 150, 900]);
  });

  it('signs as Dialpad does: the body is a JWT with its own content type, which is authentic and holds the event', async () => {
    const { sent, played } = hook(200);
    await played([call(0, 6017811393847550)]);
    const { body = '', contentType } = sent[0] ?? {};
    expect(contentType).to.equal('application/jwt');
    const opened = deliveryAuthenticator.open({ body: Buffer.from(body), signature: null }, [SECRET], START);
    expect(isRight(opened) && JSON.parse(opened.right)).to.deep.equal(call(0, 6017811393847550).payload);
  });

  it('sends plain JSON to a webhook without a secret', async () => {
    const { sent, played } = hook(200);
    await played([call(0)], { secret: null });
    expect(sent[0]).to.include({ contentType: 'application/json', body: JSON.stringify(call(0).payload) });
  });

  it('sends a call event again 2, 4 and 8 seconds after a 5xx, and then no more', async () => {
    const { sent, played } = hook(503);
    const [delivery] = await played([call(0)]);
    expect(sent.map(({ at }) => at)).to.deep.equal([0, 2_000, 6_000, 14_000]);
    expect(delivery).to.include({ attempts: 4, status: 503 });
  });

  it('sends an SMS event again for hours', async () => {
    const { sent, played } = hook(500);
    const [delivery] = await played([sms(0)]);
    expect(delivery).to.include({ attempts: 11, status: 500 });
    expect(sent.at(-1)?.at).to.equal((0.5 + 1 + 2 + 4 + 8 + 16 + 32 + 180) * 60_000);
  });

  it('stops at the first 2xx', async () => {
    const { played } = hook(503, 503, 200);
    expect((await played([call(0)]))[0]).to.include({ attempts: 3, status: 200 });
  });

  it('never sends again after a 4xx, 429 included', async () => {
    for (const status of [401, 413, 429]) {
      const { sent, played } = hook(status);
      expect((await played([call(0)]))[0]).to.include({ attempts: 1, status });
      expect(sent).to.have.length(1);
    }
  });

  it('sends twice more at once where there is no answer', async () => {
    const { sent, played } = hook(null);
    expect((await played([call(0)]))[0]).to.include({ attempts: 3, status: null });
    expect(sent.map(({ at }) => at)).to.deep.equal([0, 0, 0]);
  });

  it('does not delay an event for another one’s retries', async () => {
    const { sent, played } = hook(503, 200);
    const deliveries = await played([call(0, 1), call(1_000, 2)]);
    expect(sent.map(({ at }) => at)).to.deep.equal([0, 1_000, 2_000]);
    expect(deliveries.map(({ event }) => event.payload.call_id)).to.deep.equal([2, 1]);
  });

  it('delivers nothing for no events', async () => {
    expect(await hook(200).played([])).to.deep.equal([]);
  });
});
