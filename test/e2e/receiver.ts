import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One webhook as it was received. */
export interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A system that receives webhooks. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Waits until a condition holds; it is looked at whenever something comes. */
  readonly until: (holds: (received: readonly Received[]) => boolean) => Promise<void>;
  /** How the next requests are answered. */
  answer: (request: IncomingMessage, response: ServerResponse, received: Received) => void;
  readonly close: () => Promise<void>;
}

/** Starts one. It answers 204 unless `answer` is set. */
export const startReceiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    void text(request).then(
      (body) => {
        const one = { headers: request.headers, body };
        received.push(one);
        receiver.answer(request, response, one);
        for (const look of waiting) look();
      },
      () => undefined,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: (_request, response) => response.writeHead(204).end(),
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds(received)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
};
