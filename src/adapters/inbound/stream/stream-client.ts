import type { Client } from './admission.js';
import { TOO_SLOW } from './close-codes.js';
import type { ClientSink } from './outflow.js';
import type { Connection } from './sink.js';
import type { StreamDeps } from './stream-deps.js';
import { StreamSubscriber, type Subscriber } from './subscriber.js';

type Deps = Pick<StreamDeps, 'outflow' | 'fanOut' | 'history' | 'noteSent'>;

/** A client that is connected to its app's stream, whatever its transport. A class, because there is one for each socket. */
export class StreamClient {
  readonly #fanOut: Deps['fanOut'];
  readonly #sink: ClientSink;
  readonly #subscriber: Subscriber;

  constructor(deps: Deps, { access, request, position }: Client, connection: Connection, hello: boolean) {
    this.#fanOut = deps.fanOut;
    this.#sink = deps.outflow.open(access.appId, connection, () => this.#subscriber.end(TOO_SLOW));
    this.#subscriber = new StreamSubscriber(deps, access, request.interest, this.#sink);
    this.#fanOut.subscribe(this.#subscriber);
    void this.#subscriber.begin({ ...request.start, position, hello });
  }

  /** The client has taken something of what waited. */
  drained(): void {
    this.#sink.drained();
    this.#subscriber.drained();
  }

  /** The connection is closed. */
  left(): void {
    this.#fanOut.unsubscribe(this.#subscriber);
    this.#subscriber.closed();
    this.#sink.closed();
  }
}
