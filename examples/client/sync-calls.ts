import { type CallEvent, createClient, type SocketConstructor } from 'cti-server/client';

/** Where a program notes how far it got: a file, a table. */
export interface Notebook {
  readonly read: () => Promise<{ readonly seq: number; readonly stream: string } | null>;
  readonly write: (place: { readonly seq: number; readonly stream: string | undefined }) => Promise<void>;
}

/** Writes every call that ends into a CRM, also those that ended while this program was not running. */
export const syncCalls = async (
  server: { readonly url: string; readonly apiKey: string; readonly WebSocket?: SocketConstructor },
  notebook: Notebook,
  save: (call: CallEvent) => Promise<void>,
) => {
  const cti = createClient(server);
  const place = await notebook.read();
  let work: Promise<void> = Promise.resolve();
  const stream = cti.stream({
    since: place?.seq ?? 0,
    stream: place?.stream,
    events: ['call.ended', 'call.missed'],
    onEvent: (event) => {
      if (event.event !== 'call.ended' && event.event !== 'call.missed') return;
      // One after the other: what is noted is saved, and so is everything before it.
      work = work.then(() => save(event)).then(() => notebook.write({ seq: event.seq, stream: stream.stream }));
      return work;
    },
  });
  return stream;
};
