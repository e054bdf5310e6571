import type { Client } from './admission.js';
import { TOO_SLOW } from './close-codes.js';
import type { Connection } from './sink.js';
import type { StreamDeps } from './stream-deps.js';
import { makeSubscriber } from './subscriber.js';

/** A client that is connected to its app's stream. */
export interface Joined {
  /** The client has taken something of what waited. */
  readonly drained: () => void;
  /** The connection is closed. */
  readonly left: () => void;
}

/** Connects a client to its app's stream, whatever its transport. */
export const joinStream = (
  deps: Pick<StreamDeps, 'outflow' | 'fanOut' | 'history' | 'noteSent'>,
  { access, request, position }: Client,
  connection: Connection,
  hello: boolean,
): Joined => {
  const sink = deps.outflow.open(access.appId, connection, () => subscriber.end(TOO_SLOW));
  const subscriber = makeSubscriber({
    access,
    history: deps.history,
    sink,
    noteSent: deps.noteSent,
    interest: request.interest,
    start: { ...request.start, position },
    hello,
  });
  deps.fanOut.subscribe(subscriber);
  void subscriber.begin();
  return {
    drained: () => {
      sink.drained();
      subscriber.drained();
    },
    left: () => {
      deps.fanOut.unsubscribe(subscriber);
      subscriber.closed();
      sink.closed();
    },
  };
};
