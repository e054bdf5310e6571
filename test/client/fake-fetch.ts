import type { AnswerLike, FetchLike } from '../../src/client/index.js';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A `fetch` that records what it is asked, and answers in turn with what it is given; the last answer again and again. */
export const fakeFetch = (...answers: (() => AnswerLike | Promise<AnswerLike>)[]) => {
  const asked: Asked[] = [];
  const fetch: FetchLike = async (url, { method = 'GET', headers = {}, body } = {}) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({ method, url, headers, body });
    if (answer === undefined) throw new TypeError('fetch failed');
    return answer();
  };
  return { fetch, asked };
};

export const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): (() => AnswerLike) =>
  () =>
    new Response(JSON.stringify(body), { status, headers });

export const text = (status: number, body: string) => (): AnswerLike => new Response(body, { status });

/** A stream of Server-Sent Events that a test writes. */
export const eventStream = () => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
  });
  return {
    answer: (): AnswerLike => new Response(body, { status: 200 }),
    write: (data: string) => controller?.enqueue(new TextEncoder().encode(data)),
    send: (message: object) => controller?.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(message)}\n\n`)),
    end: () => controller?.close(),
  };
};
