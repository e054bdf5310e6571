import { type ClientOptions, type CtiClient, createClient } from '../client/index.js';

/** What a client is made for; with other functions or headers it stays the same client. */
export const addressOf = ({ url, apiKey, api }: ClientOptions): string => JSON.stringify([url, apiKey, api?.url]);

/**
 * A client that takes functions and headers from the options as they are when it needs them. So options that are written into the markup,
 * with new functions at each render, neither make it connect again nor leave it with old ones.
 */
export const clientOf = (options: ClientOptions, latest: () => ClientOptions): CtiClient => {
  const { url, apiKey, api, getTicket } = options;
  const rest = api?.url ?? url;
  const isRest = (address: string): boolean => address.startsWith(`${rest.replace(/\/+$/, '')}/`);
  return createClient({
    url,
    apiKey,
    api: { url: rest },
    WebSocket: options.WebSocket,
    fetch: (address, init) => {
      const { fetch = globalThis.fetch, api: current } = latest();
      const headers = isRest(address) ? { ...init?.headers, ...current?.headers } : init?.headers;
      return fetch(address, headers === undefined ? init : { ...init, headers });
    },
    ...(getTicket === undefined ? {} : { getTicket: () => (latest().getTicket ?? getTicket)() }),
  });
};
