import { WebSocket } from 'ws';
import type { App } from './office.js';

/** A CRM's socket that comes back after each loss and goes on after the last event it was told. */
export interface Follower {
  /** The `seq` of each event it was told, in the order of telling. */
  readonly told: readonly number[];
  /** How often the stream was reset, which would hide a loss. */
  readonly resets: () => number;
  readonly leave: () => void;
}

const RECONNECT_MS = 50;

export const follow = (urls: readonly string[], app: App): Follower => {
  let tries = 0;
  const told: number[] = [];
  let resets = 0;
  let stream = '';
  let left = false;
  let socket: WebSocket;
  const connect = (): void => {
    if (left) return;
    const place = `since=${told.at(-1) ?? 0}${stream === '' ? '' : `&stream=${stream}`}`;
    const url = urls[tries % urls.length] ?? '';
    tries += 1;
    socket = new WebSocket(`${url.replace('http', 'ws')}/ws?api_key=${app.key}&${place}`, ['cti.v1']);
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.event === 'stream.hello') stream = message.stream;
      else if (message.event === 'stream.reset') resets += 1;
      else told.push(message.seq);
    });
    socket.on('error', () => undefined).on('close', () => setTimeout(connect, RECONNECT_MS));
  };
  connect();
  return {
    told,
    resets: () => resets,
    leave: () => {
      left = true;
      socket.close();
    },
  };
};
