import { isLeft } from 'fp-ts/lib/Either.js';
import { deliveryAuthenticator } from '../../../src/adapters/outbound/dialpad/delivery-authenticator.js';
import type { Post } from '../../../src/testing/dialpad/player.js';
import { type SimulatedDialpad, startSimulatedDialpad } from '../../../src/testing/dialpad/simulated-dialpad.js';
import type { SimulatedDialpadOptions } from '../../../src/testing/dialpad/simulated-dialpad-options.js';

export const START = Date.UTC(2026, 0, 28, 9);

/** An answer of the simulated Dialpad. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its answer
  readonly body: any;
}

export type Ask = (method: string, path: string, body?: unknown, token?: string | null) => Promise<ReadAnswer>;

export const asking =
  (dialpad: SimulatedDialpad): Ask =>
  async (method, path, body, token = dialpad.apiKey) => {
    const answer = await fetch(`${dialpad.url}${path}`, {
      method,
      redirect: 'manual',
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : null };
  };

/** A webhook that records what is posted to it, and answers with one status after the other and then always with the last. */
export const hook = (...statuses: readonly number[]) => {
  const left = [...statuses];
  const posts: { readonly url: string; readonly body: string; readonly contentType: string | undefined }[] = [];
  const post: Post = async (url, { body, headers }) => {
    posts.push({ url, body, contentType: headers['content-type'] });
    const status = (left.length > 1 ? left.shift() : left[0]) ?? 200;
    return { status, arrayBuffer: async () => new ArrayBuffer(0) };
  };
  /** The events that arrived, verified with the secret where there is one. */
  const events = (secret: string | null = null) => posts.map(({ body }) => JSON.parse(opened(body, secret)));
  return { post, posts, events };
};

const opened = (body: string, secret: string | null): string => {
  if (secret === null) return body;
  const payload = deliveryAuthenticator.open({ body: Buffer.from(body), signature: null }, [secret], START);
  if (isLeft(payload)) throw new Error('forged');
  return payload.right;
};

/** A simulated Dialpad for the tests around it, new for each test, with a clock that the test moves. */
export const simulated = (options: SimulatedDialpadOptions = {}) => {
  let time = START;
  let running: SimulatedDialpad | null = null;
  const dialpad = (): SimulatedDialpad => {
    if (running === null) throw new Error('not started');
    return running;
  };
  beforeEach(async () => {
    time = START;
    running = await startSimulatedDialpad({ now: () => time, ...options });
  });
  afterEach(() => dialpad().stop());
  const ask: Ask = (...request) => asking(dialpad())(...request);
  const pass = (seconds: number): void => {
    time += seconds * 1000;
  };
  return { dialpad, ask, pass };
};
