import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { ContainerModule } from 'inversify';
import { TOKENS } from '../../src/adapters/container/tokens.js';
import { storageUnavailable } from '../../src/application/ports/storage-error.js';
import { type RecordOf, recordOf } from '../../src/application/records/app-record.js';
import { beginCoverage, type Coverage } from '../../src/domain/coverage/coverage.js';
import { freePort } from '../../src/testing/free-port.js';
import { type SimulatedDialpad, startSimulatedDialpad } from '../../src/testing/index.js';
import { emptyStorage } from '../support/engines.js';
import { type Running, run } from './running.js';

/** A server and a simulated Dialpad that it is an application of. Both use the same clock. */
export interface Office {
  /** The running server. */
  readonly at: Running;
  readonly dialpad: SimulatedDialpad;
  readonly now: () => number;
  /** Moves the clock forward by so many milliseconds. */
  readonly pass: (ms: number) => void;
  /** Opens a link and consents at Dialpad like an administrator's browser; answers with the address that Dialpad sends it back to. */
  readonly open: (
    authorizeUrl: string,
  ) => Promise<{ readonly dialpadUrl: string; readonly cookie: string; readonly back: string }>;
  /** Follows the redirects to Dialpad and back like an administrator's browser; answers with the final page. */
  readonly consent: (authorizeUrl: string) => Promise<{ readonly status: number; readonly page: string }>;
  /** An app that is connected and provisioned. */
  readonly connectedApp: (name?: string) => Promise<{ readonly id: string; readonly key: string }>;
  /** Deletes an app's webhook, and disconnects the app. */
  readonly leave: (appId: string) => Promise<void>;
  /** Waits until every delivered event is processed. */
  readonly settled: () => Promise<void>;
  /** Stops the server. A killed server does not mark until when it has watched. */
  readonly close: (how?: 'orderly' | 'killed') => Promise<void>;
  /** Starts the server again, on the same storage. */
  readonly reopen: () => Promise<void>;
  /** Another server on the same storage, on another port. */
  readonly another: () => Promise<Running>;
  readonly stop: () => Promise<void>;
}

export const openOffice = async (
  env: Readonly<Record<string, string>> = {},
  options: Parameters<typeof startSimulatedDialpad>[0] = {},
): Promise<Office> => {
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  let passed = 0;
  let isDead = false;
  const now = (): number => Date.now() + passed;
  const folder = await mkdtemp(join(tmpdir(), 'cti-office-'));
  const storage = await emptyStorage();
  const dialpad = await startSimulatedDialpad({ limits: null, now, ...options });

  const conditions = new ContainerModule(({ rebind }) => {
    rebind(TOKENS.clock).toConstantValue({ now });
    rebind(TOKENS.coverage)
      .toResolvedValue(
        ({ records }) => {
          const coverage = recordOf(records, 'coverage', () => beginCoverage(now()));
          const change: RecordOf<Coverage>['change'] = (appId, how) =>
            isDead ? TE.left(storageUnavailable('killed')) : coverage.change(appId, how);
          return { ...coverage, change };
        },
        [TOKENS.storage],
      )
      .inSingletonScope();
  });
  const start = (on = port): Promise<Running> =>
    run(
      {
        ...storage.env,
        DATA_DIR: folder,
        PORT: String(on),
        PUBLIC_URL: own,
        REDIRECT_URI: `${own}/auth/dialpad/callback`,
        DIALPAD_BASE_URL: dialpad.url,
        CLIENT_ID: dialpad.app.clientId,
        CLIENT_SECRET: dialpad.app.clientSecret,
        ...env,
      },
      conditions,
    );
  let at = await start();

  const open: Office['open'] = async (authorizeUrl) => {
    const opened = await fetch(authorizeUrl, { redirect: 'manual' });
    const dialpadUrl = opened.headers.get('location') ?? '';
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    const there = await fetch(dialpadUrl, { redirect: 'manual' });
    const back = there.headers.get('location');
    if (back === null) throw new Error(`Dialpad answered ${there.status} and sent nobody back`);
    return { dialpadUrl, cookie, back };
  };
  const consent: Office['consent'] = async (authorizeUrl) => {
    const { back, cookie } = await open(authorizeUrl);
    const landed = await fetch(back, { headers: { cookie } });
    return { status: landed.status, page: await landed.text() };
  };

  return {
    get at() {
      return at;
    },
    dialpad,
    open,
    now,
    pass: (ms) => {
      passed += ms;
    },
    consent,
    connectedApp: async (name = 'Clinic') => {
      const app = await at.newApp(name);
      const { body } = await at.admin('POST', `/internal/apps/${app.id}/dialpad/connect`);
      await consent(body.authorize_url);
      await at.admin('POST', `/internal/apps/${app.id}/dialpad/webhook`);
      return app;
    },
    leave: async (appId) => {
      await at.admin('DELETE', `/internal/apps/${appId}/dialpad/webhook`);
      await at.admin('DELETE', `/internal/apps/${appId}/dialpad`);
    },
    settled: () => until(async () => (await at.request('GET', '/health')).body.inbox.pending === 0),
    close: async (how = 'orderly') => {
      isDead = how === 'killed';
      await at.stop();
      isDead = false;
    },
    reopen: async () => {
      at = await start();
    },
    another: () => start(0),
    stop: async () => {
      await at.stop();
      await dialpad.stop();
      await storage.drop();
      await rm(folder, { recursive: true });
    },
  };
};

/** Waits until the condition is true. */
export const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((again) => setTimeout(again, 20));
};
