import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { watchRings } from '../../examples/client/first-ring.js';
import { followCalls, type Screen } from '../../examples/client/follow-calls.js';
import { makeOwnServer } from '../../examples/client/own-server.js';
import { makeScreenClient } from '../../examples/client/screen.js';
import { type EndedCall, type Notebook, syncCalls } from '../../examples/client/sync-calls.js';
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

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

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
    cti = makeScreenClient(at.url, urlOf(own));
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

  it('answer 502 while the server cannot be reached, and pass on for how long to wait', async () => {
    let answer: ((response: ServerResponse) => void) | null = (response) =>
      response
        .writeHead(429, { 'retry-after': '7', 'content-type': 'application/json' })
        .end('{"message":"Too often."}');
    const server = createServer((_, response) => answer?.(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const before = makeOwnServer(urlOf(server), key, () => true).listen(0, '127.0.0.1');
    await once(before, 'listening');
    const calls = () =>
      makeScreenClient(at.url, urlOf(before))
        .calls.list()
        .catch((failed: unknown) => failed);
    try {
      expect(await calls()).to.include({ status: 429, retryAfter: 7, message: 'Too often.' });
      answer = null;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      for (const _ of [1, 2]) expect(await calls()).to.include({ status: 502 });
    } finally {
      before.closeAllConnections();
      before.close();
    }
  });

  describe('of a program', () => {
    let app: { readonly id: string; readonly key: string };
    let place: Awaited<ReturnType<Notebook['read']>>;
    let saved: unknown[];
    let look: () => void;
    const notebook: Notebook = {
      read: async () => place,
      write: async (given) => {
        place = given;
        look();
      },
    };
    const until = (isSo: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        look = () => {
          if (isSo()) resolve();
        };
        look();
      });
    const save = async ({ dialpad_call_id }: EndedCall) => {
      saved.push(dialpad_call_id);
    };
    const start = (saving = save, onFailed = (_: unknown): void => undefined) =>
      syncCalls({ url: at.url, apiKey: app.key, WebSocket }, notebook, saving, onFailed);
    const call = async (id: number) => {
      for (const event of [ring(id), ended(id)]) await at.deliver(event, `/webhooks/dialpad/${app.id}`);
    };
    beforeEach(async () => {
      app = await at.newApp('Program');
      place = null;
      saved = [];
      look = () => undefined;
    });

    it('save each call that ends, also those from while they did not run', async () => {
      await call(1);
      const first = await start();
      await until(() => saved.length === 1);
      await call(2);
      await until(() => saved.length === 2);
      first.close();
      await call(3);
      open.push(await start());
      await until(() => saved.length === 3);
      expect(saved).to.deep.equal([1, 2, 3]);
    });

    it('stop at a call that cannot be saved, and begin with it when they are started again', async () => {
      await call(1);
      await call(2);
      const failed = await new Promise((resolve) => {
        const saving = (one: EndedCall) =>
          one.dialpad_call_id === 2 ? Promise.reject(new Error('the CRM is away')) : save(one);
        void start(saving, resolve).then((stream) => open.push(stream));
      });
      expect([String(failed), open.at(-1)?.state.status]).to.deep.equal(['Error: the CRM is away', 'closed']);
      await call(3);
      open.push(await start());
      await until(() => saved.length === 3);
      expect(saved).to.deep.equal([1, 2, 3]);
    });

    it('save the calls that are there if their events are gone, and go on from there', async () => {
      await call(1);
      await call(2);
      await at.deliver(ring(3), `/webhooks/dialpad/${app.id}`);
      place = { seq: 999, stream: 'before the restore' };
      open.push(await start());
      await until(() => place?.seq !== 999);
      expect(saved).to.deep.equal([2, 1]);
      await call(3);
      await until(() => saved.length === 3);
      expect(saved).to.deep.equal([2, 1, 3]);
    });
  });
});
