import type { OnAnswer } from './answers.js';
import { openConnection } from './connection.js';

export interface Exchanged {
  readonly seconds: number;
  /** Milliseconds from each request to its answer. */
  readonly latencies: readonly number[];
  /** The first body, so that it can be checked as a whole. */
  readonly first: string;
}

/** Sends every request as soon as a connection is free, one at a time on each. Fails on the first answer that is not 200. */
export const exchange = async (
  port: number,
  connections: number,
  requests: { readonly count: number; readonly at: (n: number) => Buffer },
): Promise<Exchanged> => {
  const latencies: number[] = [];
  let first = '';
  let sent = 0;
  const { promise, resolve, reject } = settled<void>();
  const sockets = await Promise.all(Array.from({ length: connections }, () => client()));

  async function client(): Promise<{ readonly send: () => void; readonly end: () => void }> {
    let begun = 0;
    const onAnswer: OnAnswer = (status, body) => {
      latencies.push(performance.now() - begun);
      if (status !== 200) reject(new Error(`answered ${status}: ${body}`));
      if (first === '') first = body.toString();
      if (latencies.length === requests.count) resolve();
      else send();
    };
    const socket = await openConnection(port, onAnswer);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    socket.on('error', reject);
    const send = (): void => {
      if (sent === requests.count) return;
      begun = performance.now();
      socket.write(requests.at(sent));
      sent += 1;
    };
    return { send, end: () => socket.removeAllListeners('close').destroy() };
  }

  const begun = performance.now();
  for (const { send } of sockets) send();
  await promise;
  const seconds = (performance.now() - begun) / 1_000;
  for (const { end } of sockets) end();
  return { seconds, latencies, first };
};

const settled = <T>() => {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};
