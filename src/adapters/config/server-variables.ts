import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import {
  connectionString,
  type Environment,
  type Faults,
  list,
  oneOf,
  orElse,
  readVariables,
  text,
  webAddress,
  wholeNumber,
  wholeNumberOrAuto,
  yesOrNo,
} from './variable.js';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
const TRANSPORTS = ['uws', 'node'] as const;
const ENVIRONMENTS = ['production', 'sandbox', 'development', 'test'] as const;
/** More would want more connections than a database server has. */
const PROCESSES = wholeNumberOrAuto(1, 64);
const RATE = wholeNumber(0, 1_000_000_000);
const DAYS = wholeNumber(1, 36_500);

/** An origin as browsers write it (RFC 6454): in lower case, without a slash at its end. Undefined for any other text. */
const originOf = (item: string): string | undefined => {
  const origin = item.toLowerCase().replace(/\/$/, '');
  return origin === '*' || /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]+$/.test(origin) ? origin : undefined;
};

const MIGRATION = { DB_AUTO_MIGRATE: orElse(yesOrNo, true) };

/** The variables of the server itself, with their defaults (contract §2). */
const ServerVariables = t.type({
  PORT: orElse(wholeNumber(0, 65_535), 4000),
  HOST: orElse(text(), '0.0.0.0'),
  TRANSPORT: orElse(oneOf(TRANSPORTS), null),
  CTI_PROCESSES: orElse(PROCESSES, 1),
  NODE_ENV: orElse(oneOf(ENVIRONMENTS), 'sandbox'),
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
  ENDPOINTS_ALLOW_PRIVATE: orElse(yesOrNo, null),
  EVENT_RETENTION_DAYS: orElse(DAYS, 7),
  INBOX_RETENTION_DAYS: orElse(DAYS, 30),
  STALE_CALL_MINUTES: orElse(wholeNumber(1, 10_080), 240),
  TRUST_PROXY: orElse(wholeNumber(0, 10), 0),
  CORS_ORIGINS: orElse(
    list(/[\s,]+/, originOf, 'must be * or origins such as https://crm.example.com with commas between them'),
    ['*'],
  ),
});

export type ServerVariables = t.TypeOf<typeof ServerVariables>;

export const readServerVariables = (environment: Environment): E.Either<Faults, ServerVariables> =>
  readVariables(ServerVariables, environment);

/** Whether the server migrates the schema itself when it starts. */
export const readAutoMigrate = (environment: Environment): E.Either<Faults, boolean> =>
  pipe(
    readVariables(t.type(MIGRATION), environment),
    E.map(({ DB_AUTO_MIGRATE }) => DB_AUTO_MIGRATE),
  );
