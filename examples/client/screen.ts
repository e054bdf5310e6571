import { createClient } from 'cti-server/client';

/** The client of a screen. The browser holds no key: your own server gives it tickets, and answers what it asks. */
export const makeScreenClient = (url: string, ownServer = '') =>
  createClient({
    url,
    getTicket: () => fetch(`${ownServer}/my-server/cti-ticket`, { method: 'POST' }),
    api: { url: `${ownServer}/my-server/cti` },
  });
