import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as t from 'io-ts';
import type { StorageConfig } from '../outbound/storage/storage-config.js';
import { readStorage } from './storage-config.js';
import {
  connectionString,
  type Environment,
  type Fault,
  type Faults,
  list,
  oneOf,
  orElse,
  readVariables,
  text,
  webAddress,
  wholeNumber,
  yesOrNo,
} from './variable.js';

/** Everything that the environment decides (contract §2). */
export interface Config {
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
  /** `production`, or whatever else the sandbox is called. */
  readonly nodeEnv: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly jsonLogs: boolean;
  readonly dataDir: string;
  readonly storage: StorageConfig;
  /** Whether the server brings the schema up to date itself when it starts. */
  readonly dbAutoMigrate: boolean;
  /** Where several processes share one live event stream; null for a process alone. */
  readonly redisUrl: string | null;
  /** Opens the administration. */
  readonly internalApiSecret: string;
  /** Signs Dialpad's deliveries. */
  readonly webhookSecret: string;
  /** Encrypts tokens and secrets at rest; null to derive the key from `internalApiSecret`. */
  readonly encryptionKey: string | null;
  /** Earlier ones, in any order; they still open what they encrypted. */
  readonly previousEncryptionKeys: readonly string[];
  readonly dialpad: DialpadConfig;
  /** How Dialpad reaches this server, without a slash at its end. */
  readonly publicUrl: string | null;
  /** Seconds without traffic before a socket is closed. */
  readonly wsIdleTimeout: number;
  readonly wsMaxConnectionsPerApp: number;
  /** Requests a minute; 0 for no limit. */
  readonly rateLimits: { readonly webhooks: number; readonly api: number; readonly internal: number };
  /** Days after which what is done is forgotten. */
  readonly retention: { readonly events: number; readonly inbox: number };
  /** Minutes without news after which a call in progress is looked after. */
  readonly staleCallMinutes: number;
  /** How many proxies stand in front, for the client's address. */
  readonly trustProxy: number;
  /** Origins whose pages may read `/api` in a browser; `*` for any. */
  readonly corsOrigins: readonly string[];
}

/** How this server calls Dialpad. */
export interface DialpadConfig {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The application that admins connect; null until all of it is set. */
  readonly oauth: { readonly clientId: string; readonly clientSecret: string; readonly redirectUri: string } | null;
  readonly scopes: readonly string[];
  /** Takes the place of OAuth's tokens where it is set. */
  readonly apiKey: string | null;
}

const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
const SHORTEST_SECRET = 32;
const RATE = wholeNumber(0, 1_000_000_000);
const DAYS = wholeNumber(1, 36_500);

/** An origin as browsers write it (RFC 6454): in lower case, without a slash at its end. */
const originOf = (item: string): string | undefined => {
  const origin = item.toLowerCase().replace(/\/$/, '');
  return origin === '*' || /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]+$/.test(origin) ? origin : undefined;
};

const MIGRATION = { DB_AUTO_MIGRATE: orElse(yesOrNo, true) };

const ServerVariables = t.type({
  PORT: orElse(wholeNumber(0, 65_535), 4000),
  HOST: orElse(text(), '0.0.0.0'),
  NODE_ENV: orElse(text(), 'sandbox'),
  LOG_LEVEL: orElse(oneOf(LOG_LEVELS), 'info'),
  JSON_LOGS: orElse(yesOrNo, false),
  DATA_DIR: orElse(text(), './data'),
  ...MIGRATION,
  REDIS_URL: orElse(connectionString('redis', 'rediss'), null),
  DIALPAD_BASE_URL: orElse(webAddress('http', 'https'), null),
  DIALPAD_API_KEY: orElse(text(), null),
  DIALPAD_SCOPES: orElse(
    list(/\s+/, (scope) => scope, 'must name a scope'),
    ['calls:list', 'recordings_export', 'offline_access'],
  ),
  PUBLIC_URL: orElse(webAddress('http', 'https'), null),
  WS_IDLE_TIMEOUT: orElse(wholeNumber(8, 960), 60),
  WS_MAX_CONNECTIONS_PER_APP: orElse(wholeNumber(1, 1_000_000), 10_000),
  RATE_LIMIT_WEBHOOKS: orElse(RATE, 1_000),
  RATE_LIMIT_API: orElse(RATE, 300),
  RATE_LIMIT_INTERNAL: orElse(RATE, 100),
  EVENT_RETENTION_DAYS: orElse(DAYS, 7),
  INBOX_RETENTION_DAYS: orElse(DAYS, 30),
  STALE_CALL_MINUTES: orElse(wholeNumber(1, 10_080), 240),
  TRUST_PROXY: orElse(wholeNumber(0, 10), 0),
  CORS_ORIGINS: orElse(
    list(/[\s,]+/, originOf, 'must be * or origins such as https://crm.example.com with commas between them'),
    ['*'],
  ),
});

/** Of any length: they encrypt nothing any more. */
const EARLIER_KEYS = orElse(
  list(/\s*,\s*/, (key) => key, 'must be keys with commas between them'),
  [],
);

const SandboxSecrets = t.type({
  CLIENT_ID: orElse(text(), null),
  CLIENT_SECRET: orElse(text(), null),
  REDIRECT_URI: orElse(webAddress('http', 'https'), null),
  INTERNAL_API_SECRET: text(),
  DIALPAD_WEBHOOK_SECRET: text(),
  ENCRYPTION_KEY: orElse(text(), null),
  ENCRYPTION_KEY_PREVIOUS: EARLIER_KEYS,
});

/** What production demands beyond a sandbox (contract §2). */
const ProductionSecrets = t.type({
  CLIENT_ID: text(),
  CLIENT_SECRET: text(),
  REDIRECT_URI: webAddress('https'),
  INTERNAL_API_SECRET: text(SHORTEST_SECRET),
  DIALPAD_WEBHOOK_SECRET: text(),
  ENCRYPTION_KEY: orElse(text(SHORTEST_SECRET), null),
  ENCRYPTION_KEY_PREVIOUS: EARLIER_KEYS,
});

type Server = t.TypeOf<typeof ServerVariables>;
type Secrets = t.TypeOf<typeof SandboxSecrets>;

/** However it is written: a production that is taken for a sandbox would make its own secrets. */
export const isProduction = (environment: Environment): boolean =>
  environment.NODE_ENV?.trim().toLowerCase() === 'production';

/** Whether the schema is to be brought up to date without being asked. */
export const readAutoMigrate = (environment: Environment): E.Either<Faults, boolean> =>
  pipe(
    readVariables(t.type(MIGRATION), environment),
    E.map(({ DB_AUTO_MIGRATE }) => DB_AUTO_MIGRATE),
  );

/** Reads the configuration, or all that is wrong with it, by name. */
export const readEnvironment = (environment: Environment): E.Either<Faults, Config> => {
  const production = isProduction(environment);
  return pipe(
    {
      secrets: readVariables<Secrets>(production ? ProductionSecrets : SandboxSecrets, environment),
      server: readVariables(ServerVariables, environment),
      storage: readStorage(environment, production),
    },
    sequenceS(E.getApplicativeValidation(RA.getSemigroup<Fault>())),
    E.map(({ secrets, server, storage }) => configOf(secrets, server, storage, production)),
  );
};

const configOf = (secrets: Secrets, server: Server, storage: StorageConfig, production: boolean): Config => ({
  port: server.PORT,
  host: server.HOST,
  nodeEnv: production ? 'production' : server.NODE_ENV,
  logLevel: server.LOG_LEVEL,
  jsonLogs: server.JSON_LOGS,
  dataDir: server.DATA_DIR,
  storage,
  dbAutoMigrate: server.DB_AUTO_MIGRATE,
  redisUrl: server.REDIS_URL,
  internalApiSecret: secrets.INTERNAL_API_SECRET,
  webhookSecret: secrets.DIALPAD_WEBHOOK_SECRET,
  encryptionKey: secrets.ENCRYPTION_KEY,
  previousEncryptionKeys: secrets.ENCRYPTION_KEY_PREVIOUS,
  dialpad: {
    baseUrl: withoutSlash(
      server.DIALPAD_BASE_URL ?? (production ? 'https://dialpad.com' : 'https://sandbox.dialpad.com'),
    ),
    oauth: oauthOf(secrets),
    scopes: server.DIALPAD_SCOPES,
    apiKey: server.DIALPAD_API_KEY,
  },
  publicUrl: server.PUBLIC_URL === null ? null : withoutSlash(server.PUBLIC_URL),
  wsIdleTimeout: server.WS_IDLE_TIMEOUT,
  wsMaxConnectionsPerApp: server.WS_MAX_CONNECTIONS_PER_APP,
  rateLimits: {
    webhooks: server.RATE_LIMIT_WEBHOOKS,
    api: server.RATE_LIMIT_API,
    internal: server.RATE_LIMIT_INTERNAL,
  },
  retention: { events: server.EVENT_RETENTION_DAYS, inbox: server.INBOX_RETENTION_DAYS },
  staleCallMinutes: server.STALE_CALL_MINUTES,
  trustProxy: server.TRUST_PROXY,
  corsOrigins: server.CORS_ORIGINS,
});

const oauthOf = ({ CLIENT_ID, CLIENT_SECRET, REDIRECT_URI }: Secrets): DialpadConfig['oauth'] =>
  CLIENT_ID !== null && CLIENT_SECRET !== null && REDIRECT_URI !== null
    ? { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, redirectUri: REDIRECT_URI }
    : null;

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');
