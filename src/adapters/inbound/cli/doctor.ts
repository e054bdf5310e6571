import { access, constants, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Config, isProduction } from '../../config/environment.js';
import { inspectConfig } from '../../config/load-config.js';
import type { CommandContext } from './command-context.js';
import { type ServerApi, serverApi } from './server-api.js';
import type { EngineOf } from './storage-commands.js';

/** What one look found. */
export interface Finding {
  readonly about: string;
  readonly verdict: 'ok' | 'warning' | 'failure';
  /** What is so and, unless it is well, what to do. */
  readonly says: string;
}

export interface DoctorDeps {
  readonly engineOf: EngineOf;
  /** Which process listens on a port of this machine; null if it is not known. */
  readonly whoListens: (port: number) => string | null;
}

type Look = Omit<Finding, 'about'>;
const ok = (says: string): Look => ({ verdict: 'ok', says });
const warning = (says: string): Look => ({ verdict: 'warning', says });
const failure = (says: string): Look => ({ verdict: 'failure', says });

const about = async (name: string, look: Promise<Look> | Look): Promise<Finding> => ({ about: name, ...(await look) });

/** Looks at a server and what it needs. Changes nothing. */
export const examine = async (context: CommandContext, deps: DoctorDeps): Promise<readonly Finding[]> => {
  const read = await inspectConfig(context)();
  if (E.isLeft(read))
    return [{ about: 'configuration', ...failure(`${read.left.message}. Set them in the environment or in .env.`) }];
  const config = read.right;
  const url = `http://127.0.0.1:${config.port}`;
  const server = await serverAt(url);
  return [
    { about: 'configuration', ...configurationOf(config) },
    ...(await Promise.all([
      about('data folder', dataFolder(config)),
      about('storage', storage(config, deps, server !== null)),
      about('port', port(config, deps, server !== null)),
      ...(config.redisUrl === null ? [] : [about('Redis', redis(config.redisUrl))]),
      about('clock', clock(config)),
      about('server', health(server, url)),
    ])),
    ...(server === null ? [] : await dialpad(serverApi(url, config.internalApiSecret), config)),
  ];
};

const configurationOf = (config: Config): Look => {
  const kind = isProduction({ NODE_ENV: config.nodeEnv }) ? 'production' : `${config.nodeEnv}, not for production`;
  if (config.publicUrl === null)
    return warning(`${kind}. PUBLIC_URL is missing: without it Dialpad's webhook has to be made by hand.`);
  return config.dialpad.oauth === null && config.dialpad.apiKey === null
    ? warning(
        `${kind}. CLIENT_ID, CLIENT_SECRET and REDIRECT_URI are missing: without them nothing can be asked of Dialpad.`,
      )
    : ok(kind);
};

const dataFolder = async ({ dataDir }: Config): Promise<Look> => {
  try {
    const { mode } = await stat(dataDir);
    await access(dataDir, constants.R_OK | constants.W_OK);
    return (mode & 0o077) === 0
      ? ok(dataDir)
      : warning(`${dataDir} can be read by other users of this machine: chmod 700 ${dataDir}`);
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return isMissing
      ? ok(`${dataDir} does not exist yet; the first start makes it`)
      : failure(`${dataDir} cannot be read and written: change its owner, or set DATA_DIR`);
  }
};

const storage = async (
  { storage: named, dbAutoMigrate }: Config,
  { engineOf }: DoctorDeps,
  isServed: boolean,
): Promise<Look> => {
  const pending = await (await engineOf(named)).check();
  if (E.isLeft(pending)) return failure(pending.left.detail);
  if (pending.right.length === 0) return ok(`${named.engine}, its schema is up to date`);
  const missing = `${named.engine} lacks ${pending.right.join(', ')}`;
  return dbAutoMigrate && !isServed
    ? ok(`${missing}; the next start applies them`)
    : warning(`${missing}: run cti migrate`);
};

const port = ({ port: wanted }: Config, { whoListens }: DoctorDeps, isServed: boolean): Look => {
  const holder = whoListens(wanted);
  if (isServed) return ok(`a cti-server listens on ${wanted}`);
  return holder === null ? ok(`${wanted} is free`) : failure(`${wanted} is taken by ${holder}: end it, or set PORT`);
};

const TIMEOUT_MS = 5_000;

/** What a server says of its health; null if there is none. */
const serverAt = async (url: string): Promise<Readonly<Record<string, unknown>> | null> => {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body: unknown = JSON.parse(await answer.text());
    return t.UnknownRecord.is(body) && 'inbox' in body ? body : null;
  } catch {
    return null;
  }
};

const Inbox = t.type({ pending: t.number, failed: t.number });

const health = (server: Readonly<Record<string, unknown>> | null, url: string): Look => {
  if (server === null) return warning(`none listens at ${url}: start it with cti start`);
  if (server.status !== 'healthy') return failure('it is not healthy, because its storage is out of reach');
  const inbox = Inbox.is(server.inbox) ? server.inbox : { pending: 0, failed: 0 };
  return inbox.failed > 0
    ? warning(`healthy, but ${inbox.failed} webhooks failed: cti inbox list --status failed shows why`)
    : ok(`healthy, ${inbox.pending} webhooks pending`);
};

/** The server answers with `+PONG`, or asks for a password, which is an answer too. */
const redis = (address: string): Promise<Look> =>
  new Promise((resolve) => {
    const { hostname, port: at } = new URL(address);
    const socket = connect({ host: hostname, port: Number(at || 6379), timeout: TIMEOUT_MS });
    const unreachable = failure(
      'it cannot be reached: start it, or correct REDIS_URL. Without it each process has its own live stream',
    );
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', () => {
      resolve(ok(`it answers at ${hostname}`));
      socket.destroy();
    });
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => resolve(unreachable));
    socket.on('close', () => resolve(unreachable));
  });

/** Signed webhooks are refused that seem to come from another time (contract §3). */
const MAX_SKEW_SECONDS = 30;

const clock = async ({ dialpad }: Config): Promise<Look> => {
  const asked = Date.now();
  try {
    const answer = await fetch(dialpad.baseUrl, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const theirs = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(theirs)) return warning(`${dialpad.baseUrl} does not say what time it is`);
    const skew = Math.round(((asked + Date.now()) / 2 - theirs) / 1000);
    return Math.abs(skew) > MAX_SKEW_SECONDS
      ? failure(
          `it is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} Dialpad's: turn on NTP. Signed webhooks are refused for it`,
        )
      : ok("within a few seconds of Dialpad's");
  } catch {
    return warning(
      `${dialpad.baseUrl} cannot be reached from here, so the clock cannot be compared, and nothing can be asked of Dialpad`,
    );
  }
};

const Apps = t.readonlyArray(t.type({ id: t.string, name: t.string }));
/** Each of them is asked about in turn. */
const MAX_APPS = 20;

const dialpad = async (api: ServerApi, config: Config): Promise<readonly Finding[]> => {
  const listed = await api.ask('GET', `/internal/apps?limit=${MAX_APPS}`)();
  if (E.isLeft(listed)) return [{ about: 'Dialpad', ...failure(listed.left.message) }];
  const apps = Apps.is(listed.right.data) ? listed.right.data : [];
  if (apps.length === 0) return [{ about: 'Dialpad', ...warning('there is no app yet: cti apps create <name>') }];
  const findings: Finding[] = [];
  for (const app of apps) findings.push(await about(`Dialpad, ${app.name}`, ofApp(api, config, app.id)));
  return findings;
};

const ofApp = async (api: ServerApi, { dialpad: { apiKey } }: Config, id: string): Promise<Look> => {
  const [connection, webhook, newest] = await Promise.all([
    api.ask('GET', `/internal/apps/${id}/dialpad`)(),
    api.ask('GET', `/internal/apps/${id}/dialpad/webhook`)(),
    api.ask('GET', `/internal/webhook-events?app_id=${id}&limit=1`)(),
  ]);
  const [last] = E.isRight(newest) && Array.isArray(newest.right.data) ? newest.right.data : [];
  const received = t.type({ received_at: t.string }).is(last)
    ? `last webhook ${last.received_at}`
    : 'no webhook was ever received';
  const status =
    E.isRight(connection) && t.UnknownRecord.is(connection.right.data) ? connection.right.data.status : null;
  if (status === 'broken') return failure(`its connection is broken: connect it again (${received})`);
  if (status !== 'connected' && apiKey === null)
    return warning(`it is not connected: calls that were missed cannot be fetched (${received})`);
  if (E.isLeft(webhook))
    return warning(
      `it has no webhook of its own at Dialpad: POST /internal/apps/${id}/dialpad/webhook makes it (${received})`,
    );
  return last === undefined ? warning(`its webhook is there, but ${received}`) : ok(received);
};
