import { type CtiClient, createClient } from 'cti-server/client';

/** What is used of Base44's client in the browser. */
interface Base44 {
  readonly functions: {
    readonly invoke: (name: string) => Promise<{ readonly data: { readonly ticket: string } }>;
    readonly fetch: typeof fetch;
  };
}

/**
 * The client of a screen on Base44. The browser holds no key: the function cti-ticket gives it tickets for the stream, and the function
 * cti-api answers what it asks.
 */
export const makeCti = (base44: Base44, url: string): CtiClient =>
  createClient({
    url,
    getTicket: async () => (await base44.functions.invoke('cti-ticket')).data.ticket,
    api: { url: '/cti-api' },
    fetch: (address, init) =>
      address.startsWith('/cti-api/') ? base44.functions.fetch(address, init) : fetch(address, init),
  });
