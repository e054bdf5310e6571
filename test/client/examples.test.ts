import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { watchRings } from '../../examples/client/first-ring.js';
import { followCalls, type Screen } from '../../examples/client/follow-calls.js';
import { makeOwnServer } from '../../examples/client/own-server.js';
import { makeScreenClient } from '../../examples/client/screen.js';
import { type Notebook, syncCalls } from '../../examples/client/sync-calls.js';
import { type CtiClient, CtiError, type CtiStream } from '../../src/client/index.js';
import { type Running, run } from '../e2e/running.js';

const root = new URL('../../', import.meta.url);
const ring = (id: number) => ({
  event_type: 'call.ring',
  call: { id, direction: 'inbound', from: '555-0123', user_id: 7 },
});
const ended = (id: number) => ({ event_type: 'call.ended', call: { id, direction: 'inbound', user_id: 7 } });

/** What a screen was told, and a promise of the next. */
const makeScreen = () => {
  const said: string[] = [];
  let look = (): void => undefined;
  const say = (what: string) => {
    said.push(what);
    look();
  };
  const screen: Screen = {
    popUp: ({ from }) => say(`ring of ${from}`),
    closePopUp: () => say('over'),
    showCalls: (calls) => say(`${calls.length} calls`),
    showState: ({ status }) => say(status),
  };
  const until = (what: string): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (said.includes(what)) resolve();
      };
      look();
    });
  return { screen, said, until };
};

describe('the examples of the pages about the client', () => {
  let at: Running;
  let key: string;
  let own: Server;
  let cti: CtiClient;
  let signedIn: boolean;
  const open: CtiStream[] = [];
  before(async () => {
    at = await run({ STORAGE: 'memory' });
    const app = await at.newApp('Clinic');
    ({ key } = app);
    const mapping = { dialpad_user_id: 7, crm_user_id: 'ana@example.com' };
    await at.admin('POST', `/internal/apps/${app.id}/users/map`, mapping);
    own = makeOwnServer(at.url, key, () => signedIn).listen(0, '127.0.0.1');
    await once(own, 'listening');
    const { port } = own.address() as AddressInfo;
    cti = makeScreenClient(at.url, `http://127.0.0.1:${port}`);
  });
  beforeEach(() => {
    signedIn = true;
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });
  after(async () => {
    own.closeAllConnections();
    own.close();
    await at.stop();
  });

  it('are what the page shows', async () => {
    const pages = ['docs/client.md', 'docs/getting-started.md'];
    const text = (await Promise.all(pages.map((page) => readFile(new URL(page, root), 'utf8')))).join('\n');
    const blocks = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, block = '']) => block);
    const folder = new URL('examples/client/', root);
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(new URL(name, folder), 'utf8')));
    expect(blocks.length).to.be.greaterThan(4);
    for (const block of blocks)
      expect(
        files.some((text) => text.includes(block)),
        block,
      ).to.equal(true);
  });

  it('show a call on a screen without a key in the browser', async () => {
    const { screen, said, until } = makeScreen();
    open.push(followCalls(cti, 'ana@example.com', screen));
    await until('live');
    await at.deliver(ring(1));
    await until('ring of 555-0123');
    await at.deliver(ended(1));
    await until('over');
    expect(said).to.deep.equal(['live', 'ring of 555-0123', 'over']);
    expect((await cti.calls.list({ crm_user_id: 'ana@example.com' })).data).to.have.length(1);
  });

  it('tell a screen of each ring', async () => {
    let rung: string | null | undefined;
    const stop = watchRings(cti, 'ana@example.com', ({ from_number }) => {
      rung = from_number;
    });
    for (let id = 100; rung === undefined; id += 1) await at.deliver(ring(id));
    stop();
    expect(rung).to.equal('555-0123');
  });

  it('refuse who is not signed in', async () => {
    signedIn = false;
    const { screen, until } = makeScreen();
    const stream = followCalls(cti, 'ana@example.com', screen);
    await until('refused');
    expect(stream.state.why).to.equal('no ticket: the answer was 401');
    const error = await cti.calls.list().catch((failed: unknown) => failed);
    expect(error).to.be.instanceOf(CtiError).and.to.include({ status: 401 });
  });

  it('save each call that ends, also those from while they did not run', async () => {
    let place: Awaited<ReturnType<Notebook['read']>> = null;
    const saved: unknown[] = [];
    let look = (): void => undefined;
    const notebook: Notebook = {
      read: async () => place,
      write: async ({ seq, stream = '' }) => {
        place = { seq, stream };
        look();
      },
    };
    const until = (count: number): Promise<void> =>
      new Promise((resolve) => {
        look = () => {
          if (saved.length === count) resolve();
        };
        look();
      });
    const start = () =>
      syncCalls({ url: at.url, apiKey: key, WebSocket }, notebook, async ({ dialpad_call_id }) => {
        saved.push(dialpad_call_id);
      });
    for (const event of [ring(2), ended(2)]) await at.deliver(event);
    const first = await start();
    await until(2);
    first.close();
    for (const event of [ring(3), ended(3)]) await at.deliver(event);
    open.push(await start());
    await until(3);
    expect(saved).to.deep.equal([1, 2, 3]);
  });
});
