import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

/** Everything that the environment decides (contract §2). */
export interface Config {
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
  readonly nodeEnv: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly jsonLogs: boolean;
  readonly dataDir: string;
  readonly storage: StorageConfig;
  /** Opens the administration. */
  readonly internalApiSecret: string;
  /** Signs Dialpad's deliveries. */
  readonly webhookSecret: string;
  /** Seconds without traffic before a socket is closed. */
  readonly wsIdleTimeout: number;
  readonly wsMaxConnectionsPerApp: number;
  /** Requests a minute; 0 for no limit. */
  readonly rateLimits: { readonly webhooks: number; readonly api: number; readonly internal: number };
  /** Days after which what is done is forgotten. */
  readonly retention: { readonly events: number; readonly inbox: number };
  /** How many proxies stand in front, for the client's address. */
  readonly trustProxy: number;
  /** Origins whose pages may read `/api` in a browser; `*` for any. */
  readonly corsOrigins: readonly string[];
}

/** The engine that keeps everything, and where. */
export type StorageConfig = { readonly engine: 'memory' } | { readonly engine: 'sqlite'; readonly file: string };

/** The environment as a process is given it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is missing, or bad for the reason given. */
export interface Fault {
  readonly variable: string;
  /** Null where it is missing. */
  readonly reason: string | null;
}

const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
const ENGINES = ['sqlite', 'postgres', 'mongodb', 'memory'] as const;
const SHORTEST_SECRET = 32;

/** A variable with a value for when it is not set; an empty one counts as not set. */
const variable = <A>(name: string, fallback: A | undefined, read: (text: string) => A | undefined, must: string) =>
  new t.Type<A, A, unknown>(
    name,
    (_u): _u is A => true,
    (u, context) => {
      const text = typeof u === 'string' ? u.trim() : '';
      const value = text === '' ? fallback : read(text);
      return value === undefined ? t.failure(u, context, text === '' ? undefined : must) : t.success(value);
    },
    t.identity,
  );

const text = <F extends string | undefined>(fallback: F) =>
  variable<string>('Text', fallback, (given) => given, 'must be a text');

const optional = variable<string | null>('Optional', null, (given) => given, 'must be a text');

const wholeNumber = (fallback: number, least: number, most: number) =>
  variable(
    'WholeNumber',
    fallback,
    (given) => {
      const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
    `must be a whole number from ${least} to ${most}`,
  );

const yesOrNo = (fallback: boolean) =>
  variable(
    'YesOrNo',
    fallback,
    (given) => ({ true: true, false: false })[given.toLowerCase()],
    'must be true or false',
  );

const oneOf = <W extends string, F extends W | null>(words: readonly W[], fallback: F) =>
  variable<W | F>(
    'Word',
    fallback,
    (given) => words.find((word) => word === given.toLowerCase()),
    `must be one of ${words.join(', ')}`,
  );

const Variables = t.type({
  PORT: wholeNumber(4000, 0, 65_535),
  HOST: text('0.0.0.0'),
  NODE_ENV: text('sandbox'),
  LOG_LEVEL: oneOf(LOG_LEVELS, 'info'),
  JSON_LOGS: yesOrNo(false),
  DATA_DIR: text('./data'),
  STORAGE: oneOf(ENGINES, null),
  MONGODB_URI: optional,
  DB_HOST: optional,
  DATABASE_URL: optional,
  INTERNAL_API_SECRET: text(undefined),
  DIALPAD_WEBHOOK_SECRET: text(undefined),
  WS_IDLE_TIMEOUT: wholeNumber(60, 8, 960),
  WS_MAX_CONNECTIONS_PER_APP: wholeNumber(10_000, 1, 1_000_000),
  RATE_LIMIT_WEBHOOKS: wholeNumber(1_000, 0, 1_000_000_000),
  RATE_LIMIT_API: wholeNumber(300, 0, 1_000_000_000),
  RATE_LIMIT_INTERNAL: wholeNumber(100, 0, 1_000_000_000),
  EVENT_RETENTION_DAYS: wholeNumber(7, 1, 36_500),
  INBOX_RETENTION_DAYS: wholeNumber(30, 1, 36_500),
  TRUST_PROXY: wholeNumber(0, 0, 10),
  CORS_ORIGINS: text('*'),
});

/** What production demands beyond a sandbox (contract §2). */
const ProductionVariables = t.type({
  CLIENT_ID: text(undefined),
  CLIENT_SECRET: text(undefined),
  REDIRECT_URI: variable(
    'Https',
    undefined,
    (given) => (/^https:\/\/./.test(given) ? given : undefined),
    'must be https',
  ),
  INTERNAL_API_SECRET: variable(
    'LongSecret',
    undefined,
    (given) => (given.length >= SHORTEST_SECRET ? given : undefined),
    `must have at least ${SHORTEST_SECRET} characters`,
  ),
});

const faultsOf = (errors: t.Errors): readonly Fault[] =>
  errors.map(({ context, message }) => ({ variable: context.at(-1)?.key ?? '', reason: message ?? null }));

export const isProduction = (environment: Environment): boolean => environment.NODE_ENV?.trim() === 'production';

/** Reads the configuration, or all that is wrong with it, by name. */
export const readEnvironment = (environment: Environment): E.Either<readonly Fault[], Config> => {
  const variables = Variables.decode(environment);
  const production = isProduction(environment) ? ProductionVariables.decode(environment) : E.right({});
  const storage = E.isRight(variables) ? storageOf(variables.right) : null;
  if (E.isRight(variables) && E.isRight(production) && storage !== null && E.isRight(storage)) {
    return E.right(configOf(variables.right, storage.right));
  }
  const faults = [
    ...(E.isLeft(production) ? faultsOf(production.left) : []),
    ...(E.isLeft(variables) ? faultsOf(variables.left) : []),
    ...(storage !== null && E.isLeft(storage) ? [storage.left] : []),
  ];
  return E.left(faults.filter((fault, index) => faults.findIndex((one) => one.variable === fault.variable) === index));
};

const configOf = (variables: t.TypeOf<typeof Variables>, storage: StorageConfig): Config => ({
  port: variables.PORT,
  host: variables.HOST,
  nodeEnv: variables.NODE_ENV,
  logLevel: variables.LOG_LEVEL,
  jsonLogs: variables.JSON_LOGS,
  dataDir: variables.DATA_DIR,
  storage,
  internalApiSecret: variables.INTERNAL_API_SECRET,
  webhookSecret: variables.DIALPAD_WEBHOOK_SECRET,
  wsIdleTimeout: variables.WS_IDLE_TIMEOUT,
  wsMaxConnectionsPerApp: variables.WS_MAX_CONNECTIONS_PER_APP,
  rateLimits: {
    webhooks: variables.RATE_LIMIT_WEBHOOKS,
    api: variables.RATE_LIMIT_API,
    internal: variables.RATE_LIMIT_INTERNAL,
  },
  retention: { events: variables.EVENT_RETENTION_DAYS, inbox: variables.INBOX_RETENTION_DAYS },
  trustProxy: variables.TRUST_PROXY,
  corsOrigins: variables.CORS_ORIGINS.split(',').map((origin) => origin.trim()),
});

/** `STORAGE`, or else what the other variables imply (contract §2). */
const storageOf = (variables: t.TypeOf<typeof Variables>): E.Either<Fault, StorageConfig> => {
  const { STORAGE, MONGODB_URI, DB_HOST, DATABASE_URL, DATA_DIR } = variables;
  const implied = MONGODB_URI !== null ? 'mongodb' : DB_HOST !== null || DATABASE_URL !== null ? 'postgres' : 'sqlite';
  const engine = STORAGE ?? implied;
  switch (engine) {
    case 'memory':
      return E.right({ engine });
    case 'sqlite':
      return E.right({ engine, file: `${DATA_DIR}/cti.db` });
    case 'postgres':
    case 'mongodb':
      return E.left({
        variable: 'STORAGE',
        reason: `${engine} is not available in this version; set STORAGE=sqlite to keep everything in DATA_DIR`,
      });
    default:
      return engine satisfies never;
  }
};
