import type { AnswerOf, BodyOf, PathOf, QueryOf } from './operations.js';
import type { FetchLike, Platform, SocketConstructor } from './platform.js';
import { makeRequest, type Request } from './rest.js';
import { openStream } from './stream/open-stream.js';
import type { CtiStream, StreamOptions } from './stream/stream-options.js';
import type { GetTicket } from './stream/ticket.js';

export interface ClientOptions {
  /** The address of the server: `https://cti.example.com`. */
  readonly url: string;
  /** The key of the app. Only for programs on a server: a browser would show it to everybody. */
  readonly apiKey?: string | undefined;
  /** Asks your own server for a ticket, which opens one connection of a stream. Without it the client asks the API for one. */
  readonly getTicket?: GetTicket | undefined;
  /** Where REST goes in place of `url`: your own server, which adds the key. `/api/calls` is then asked of `{url}/api/calls`. */
  readonly api?: { readonly url: string; readonly headers?: Readonly<Record<string, string>> } | undefined;
  readonly fetch?: FetchLike | undefined;
  /** The WebSocket to use where there is none: that of the package ws in Node 20. Without any, or with null, streams use Server-Sent Events. */
  readonly WebSocket?: SocketConstructor | null | undefined;
}

type Get<P extends PathOf<'GET'>> = (query?: QueryOf<'GET', P>) => Promise<AnswerOf<'GET', P>>;
type Data<A> = A extends { data: infer D } ? D : never;
type DataOf<P extends PathOf<'GET'>> = Data<AnswerOf<'GET', P>>;
type GetOne<P extends PathOf<'GET'>> = (id: string) => Promise<DataOf<P>>;

/** What a CRM does with the server. Everything rejects with a `CtiError`. */
export interface CtiClient {
  readonly calls: {
    /** Newest first: `{ data, pagination }`. */
    readonly list: Get<'/api/calls'>;
    /** Those that ring or are active. */
    readonly active: Get<'/api/calls/active'>;
    readonly get: GetOne<'/api/calls/{id}'>;
    /** Dials for a person: their devices ring, and the number is called once they answer. What follows comes as events. */
    readonly dial: (dial: BodyOf<'POST', '/api/calls'>) => Promise<Data<AnswerOf<'POST', '/api/calls'>>>;
    readonly hangup: (id: string) => Promise<AnswerOf<'POST', '/api/calls/{id}/hangup'>>;
    /** To a number or a person. What follows comes as events. */
    readonly transfer: (
      id: string,
      to: BodyOf<'POST', '/api/calls/{id}/transfer'>,
    ) => Promise<AnswerOf<'POST', '/api/calls/{id}/transfer'>>;
    /** Gives it these labels; answers with the call. */
    readonly label: (id: string, labels: readonly string[]) => Promise<DataOf<'/api/calls/{id}'>>;
    /** Writes the CRM's own disposition, note and record address on it; null takes one away. Answers with the call. */
    readonly update: (id: string, written: BodyOf<'PATCH', '/api/calls/{id}'>) => Promise<DataOf<'/api/calls/{id}'>>;
  };
  readonly voicemails: { readonly list: Get<'/api/voicemails'>; readonly get: GetOne<'/api/voicemails/{id}'> };
  readonly messages: { readonly list: Get<'/api/messages'>; readonly get: GetOne<'/api/messages/{id}'> };
  /** The events of the stream after one, oldest first, without a connection. */
  readonly events: { readonly list: Get<'/api/events'> };
  readonly contacts: {
    readonly list: Get<'/api/contacts'>;
    /** Saves up to 1,000; replaces the one that a number has. */
    readonly save: (contacts: BodyOf<'PUT', '/api/contacts'>['contacts']) => Promise<AnswerOf<'PUT', '/api/contacts'>>;
    readonly delete: (number: string) => Promise<AnswerOf<'DELETE', '/api/contacts'>>;
  };
  /** How many calls there were, answered and missed, by time or by person. */
  readonly stats: (query?: QueryOf<'GET', '/api/stats'>) => Promise<DataOf<'/api/stats'>>;
  /** Who has a number: the contact, and the calls there were with it. */
  readonly lookup: (number: string) => Promise<DataOf<'/api/lookup'>>;
  /** Any operation of the API. */
  readonly request: Request;
  /** Opens a stream of events. */
  readonly stream: (options: StreamOptions) => CtiStream;
}

/** Makes a client. It connects to nothing before something is asked of it. */
export const createClient = (options: ClientOptions): CtiClient => {
  const platform: Platform = globalThis;
  const url = withoutSlash(options.url);
  const fetch: FetchLike = options.fetch ?? ((...asked) => platform.fetch(...asked));
  const request = makeRequest({
    fetch,
    url: withoutSlash(options.api?.url ?? url),
    headers: { ...(options.apiKey === undefined ? {} : { 'x-app-api-key': options.apiKey }), ...options.api?.headers },
  });
  const getTicket = options.getTicket ?? (() => request('POST', '/api/ws-tickets'));
  const { WebSocket = platform.WebSocket ?? null } = options;
  const deps = { url, getTicket, fetch, WebSocket, platform };
  return {
    calls: {
      list: (query) => request('GET', '/api/calls', { query }),
      active: (query) => request('GET', '/api/calls/active', { query }),
      get: async (id) => (await request('GET', '/api/calls/{id}', { path: { id } })).data,
      dial: async (body) => (await request('POST', '/api/calls', { body })).data,
      hangup: (id) => request('POST', '/api/calls/{id}/hangup', { path: { id } }),
      transfer: (id, body) => request('POST', '/api/calls/{id}/transfer', { path: { id }, body }),
      label: async (id, labels) =>
        (await request('POST', '/api/calls/{id}/label', { path: { id }, body: { labels: [...labels] } })).data,
      update: async (id, body) => (await request('PATCH', '/api/calls/{id}', { path: { id }, body })).data,
    },
    voicemails: {
      list: (query) => request('GET', '/api/voicemails', { query }),
      get: async (id) => (await request('GET', '/api/voicemails/{id}', { path: { id } })).data,
    },
    messages: {
      list: (query) => request('GET', '/api/messages', { query }),
      get: async (id) => (await request('GET', '/api/messages/{id}', { path: { id } })).data,
    },
    events: { list: (query) => request('GET', '/api/events', { query }) },
    contacts: {
      list: (query) => request('GET', '/api/contacts', { query }),
      save: (contacts) => request('PUT', '/api/contacts', { body: { contacts } }),
      delete: (number) => request('DELETE', '/api/contacts', { query: { number } }),
    },
    stats: async (query) => (await request('GET', '/api/stats', { query })).data,
    lookup: async (number) => (await request('GET', '/api/lookup', { query: { number } })).data,
    request,
    stream: (asked) => openStream(deps, asked),
  };
};

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
