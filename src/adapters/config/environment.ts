import { availableParallelism } from 'node:os';
import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import type { StorageConfig } from '../outbound/storage/storage-config.js';
import { readSecretVariables, type SecretVariables } from './secret-variables.js';
import { type LOG_LEVELS, readServerVariables, type ServerVariables } from './server-variables.js';
import { readStorage } from './storage-config.js';
import type { Environment, Fault, Faults } from './variable.js';

/** The server's configuration (contract §2). */
export interface Config {
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
  /** `production`, or any name for a sandbox. */
  readonly nodeEnv: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly jsonLogs: boolean;
  readonly dataDir: string;
  readonly storage: StorageConfig;
  /** How many processes the program runs on its port. */
  readonly processes: number;
  /** Whether the server migrates the schema itself when it starts. */
  readonly dbAutoMigrate: boolean;
  /** The Redis over which several processes share one live event stream; null for a single process. */
  readonly redisUrl: string | null;
  /** Gives access to the administration. */
  readonly internalApiSecret: string;
  /** Opens Prometheus' metrics in production, beside `internalApiSecret`; null if there is none. */
  readonly metricsToken: string | null;
  /** Dialpad signs its deliveries with it, where an app has no secret of its own. */
  readonly webhookSecret: string;
  /** Encrypts stored tokens and secrets; null to derive the key from `internalApiSecret`. */
  readonly encryptionKey: string | null;
  /** Earlier keys, in any order; they only decrypt. */
  readonly previousEncryptionKeys: readonly string[];
  readonly dialpad: DialpadConfig;
  /** The address at which Dialpad reaches this server, without a slash at its end. */
  readonly publicUrl: string | null;
  /** Null for the fastest one that there is. */
  readonly transport: 'uws' | 'node' | null;
  /** Seconds without traffic after which a socket is closed. */
  readonly wsIdleTimeout: number;
  readonly wsMaxConnectionsPerApp: number;
  /** Requests a minute; 0 for no limit. */
  readonly rateLimits: { readonly webhooks: number; readonly api: number; readonly internal: number };
  /** Whether webhooks are sent to private networks and to this machine. */
  readonly endpointsAllowPrivate: boolean;
  /** Days after which finished entries are deleted. */
  readonly retention: { readonly events: number; readonly inbox: number };
  /** Minutes without an event after which a call in progress is checked with Dialpad. */
  readonly staleCallMinutes: number;
  /** Number of proxies in front of the server, for finding the client's address. */
  readonly trustProxy: number;
  /** Origins whose pages may read `/api` in a browser; `*` for any. */
  readonly corsOrigins: readonly string[];
}

/** How this server reaches Dialpad. */
export interface DialpadConfig {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The application that administrators connect; null until all three values are set. */
  readonly oauth: { readonly clientId: string; readonly clientSecret: string; readonly redirectUri: string } | null;
  readonly scopes: readonly string[];
  /** Used in place of OAuth tokens where it is set. */
  readonly apiKey: string | null;
}

/**
 * Whether NODE_ENV is `production`, in any case. Case is ignored because a production server that ran as a sandbox would make its own
 * secrets.
 */
export const isProduction = (environment: Environment): boolean =>
  environment.NODE_ENV?.trim().toLowerCase() === 'production';

/** Reads the configuration from clean values (`cleanValues`); the left names every variable that is missing or wrong. */
export const readEnvironment = (environment: Environment): E.Either<Faults, Config> => {
  const production = isProduction(environment);
  return pipe(
    {
      secrets: readSecretVariables(environment, production),
      server: readServerVariables(environment),
      storage: readStorage(environment, production),
    },
    sequenceS(E.getApplicativeValidation(RA.getSemigroup<Fault>())),
    E.chain(({ secrets, server, storage }) => {
      const refusal = refusalOfProcesses(server, storage);
      return refusal === null ? E.right(configOf(secrets, server, storage, production)) : E.left([refusal]);
    }),
  );
};

/** Several processes need a storage that they can share, and a bus between them. `auto` is refused like any number above 1. */
const refusalOfProcesses = (
  { CTI_PROCESSES, REDIS_URL, TRANSPORT }: ServerVariables,
  { engine }: StorageConfig,
): Fault | null => {
  if (CTI_PROCESSES === 1) return null;
  const refused = (reason: string): Fault => ({ variable: 'CTI_PROCESSES', reason });
  if (engine === 'sqlite' || engine === 'memory') {
    return refused(
      `must be 1 with ${engine}, which one process uses: leave it out, or set STORAGE to postgres or mongodb`,
    );
  }
  if (engine === 'mongodb' && REDIS_URL === null) {
    return refused('must be 1 with mongodb unless Redis joins the processes: set REDIS_URL');
  }
  return process.platform === 'linux' || TRANSPORT === 'node'
    ? null
    : refused('must be 1 with this transport on any system but Linux: set TRANSPORT=node');
};

const configOf = (
  secrets: SecretVariables,
  server: ServerVariables,
  storage: StorageConfig,
  production: boolean,
): Config => ({
  port: server.PORT,
  host: server.HOST,
  nodeEnv: production ? 'production' : server.NODE_ENV,
  logLevel: server.LOG_LEVEL,
  jsonLogs: server.JSON_LOGS,
  dataDir: server.DATA_DIR,
  storage,
  processes: server.CTI_PROCESSES === 'auto' ? availableParallelism() : server.CTI_PROCESSES,
  dbAutoMigrate: server.DB_AUTO_MIGRATE,
  redisUrl: server.REDIS_URL,
  internalApiSecret: secrets.INTERNAL_API_SECRET,
  metricsToken: secrets.METRICS_TOKEN,
  webhookSecret: secrets.DIALPAD_WEBHOOK_SECRET,
  encryptionKey: secrets.ENCRYPTION_KEY,
  previousEncryptionKeys: secrets.ENCRYPTION_KEY_PREVIOUS,
  dialpad: dialpadOf(secrets, server, production),
  publicUrl: server.PUBLIC_URL === null ? null : withoutSlash(server.PUBLIC_URL),
  transport: server.TRANSPORT,
  wsIdleTimeout: server.WS_IDLE_TIMEOUT,
  wsMaxConnectionsPerApp: server.WS_MAX_CONNECTIONS_PER_APP,
  rateLimits: {
    webhooks: server.RATE_LIMIT_WEBHOOKS,
    api: server.RATE_LIMIT_API,
    internal: server.RATE_LIMIT_INTERNAL,
  },
  endpointsAllowPrivate: server.ENDPOINTS_ALLOW_PRIVATE ?? !production,
  retention: { events: server.EVENT_RETENTION_DAYS, inbox: server.INBOX_RETENTION_DAYS },
  staleCallMinutes: server.STALE_CALL_MINUTES,
  trustProxy: server.TRUST_PROXY,
  corsOrigins: server.CORS_ORIGINS,
});

const dialpadOf = (secrets: SecretVariables, server: ServerVariables, production: boolean): DialpadConfig => ({
  baseUrl: withoutSlash(
    server.DIALPAD_BASE_URL ?? (production ? 'https://dialpad.com' : 'https://sandbox.dialpad.com'),
  ),
  oauth: oauthOf(secrets),
  scopes: server.DIALPAD_SCOPES,
  apiKey: server.DIALPAD_API_KEY,
});

const oauthOf = ({ CLIENT_ID, CLIENT_SECRET, REDIRECT_URI }: SecretVariables): DialpadConfig['oauth'] =>
  CLIENT_ID !== null && CLIENT_SECRET !== null && REDIRECT_URI !== null
    ? { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, redirectUri: REDIRECT_URI }
    : null;

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');
