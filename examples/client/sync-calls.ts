import { type Call, type CtiClient, createClient, type SocketConstructor } from 'cti-server/client';

/** Where a program notes how far it got: a file, a table. */
export interface Notebook {
  readonly read: () => Promise<Place | null>;
  readonly write: (place: Place) => Promise<void>;
}

interface Place {
  readonly seq: number;
  readonly stream: string | undefined;
}

/** What is saved of a call: what both an event and the API say of it. */
export type EndedCall = Pick<Call, 'dialpad_call_id' | 'direction' | 'from_number' | 'to_number' | 'started_at'>;

/** All calls that are over, newest first. */
async function* endedCalls(cti: CtiClient): AsyncGenerator<Call> {
  for (let query = {}; ; ) {
    const { data, pagination } = await cti.calls.list(query);
    yield* data.filter(({ status }) => status !== 'ringing' && status !== 'active');
    if (pagination.next_cursor === null) return;
    query = { cursor: pagination.next_cursor };
  }
}

/**
 * Writes every call that ends into a CRM, also those that ended while this program was not running. `save` may be given a call twice. If
 * it fails, the stream is closed: a program that is started again goes on with that call.
 */
export const syncCalls = async (
  server: { readonly url: string; readonly apiKey: string; readonly WebSocket?: SocketConstructor },
  notebook: Notebook,
  save: (call: EndedCall) => Promise<void>,
  onFailed: (error: unknown) => void,
) => {
  const cti = createClient(server);
  const place = await notebook.read();
  let work: Promise<void> = Promise.resolve();
  /** One after the other: what is noted is saved, and so is everything before it. */
  const then = (at: Place, doIt: () => Promise<void>): Promise<void> => {
    work = work.then(doIt).then(() => notebook.write(at));
    return work;
  };
  const stream = cti.stream({
    since: place?.seq ?? 0,
    stream: place?.stream,
    events: ['call.ended', 'call.missed'],
    onEvent: (event) => {
      if (event.event !== 'call.ended' && event.event !== 'call.missed') return;
      return then({ seq: event.seq, stream: stream.stream }, () => save(event));
    },
    // Older events are no longer kept, but the calls are.
    onReset: (at) =>
      then(at, async () => {
        for await (const call of endedCalls(cti)) await save(call);
      }),
    onError: (error) => {
      stream.close();
      onFailed(error);
    },
  });
  return stream;
};
