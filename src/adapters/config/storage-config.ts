import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as t from 'io-ts';
import type { PostgresConfig, StorageConfig } from '../outbound/storage/storage-config.js';
import {
  connectionString,
  country,
  type Environment,
  type Fault,
  type Faults,
  isSet,
  oneOf,
  orElse,
  ownSecret,
  readVariables,
  text,
  wholeNumber,
  yesOrNo,
} from './variable.js';

export type { StorageConfig };

const ENGINES = ['sqlite', 'postgres', 'mongodb', 'memory'] as const;
type Engine = StorageConfig['engine'];

const Choice = t.type({ STORAGE: orElse(oneOf(ENGINES), null) });

const SqliteVariables = t.type({ DATA_DIR: orElse(text(), './data') });

const MongoDbVariables = t.type({
  MONGODB_URI: connectionString('mongodb', 'mongodb+srv'),
  MONGODB_DB: orElse(text(), 'cti'),
});

const PostgresPool = { DB_SSL: orElse(yesOrNo, false), DB_MAX_CLIENTS: orElse(wholeNumber(1, 1_000), 10) };

const PostgresByUrl = t.type({ DATABASE_URL: connectionString('postgres', 'postgresql'), ...PostgresPool });

const DB_PORT = orElse(wholeNumber(1, 65_535), 5432);

const PostgresInProduction = t.type({
  DB_HOST: text(),
  DB_PORT,
  DB_USER: text(),
  DB_PASSWORD: ownSecret(),
  DB_NAME: text(),
  ...PostgresPool,
});

/** Outside production the values of the guide's example are the defaults. */
const PostgresInSandbox = t.type({
  DB_HOST: orElse(text(), 'localhost'),
  DB_PORT,
  DB_USER: orElse(text(), 'postgres'),
  DB_PASSWORD: orElse(text(), null),
  DB_NAME: orElse(text(), 'CTI'),
  ...PostgresPool,
});

/** The engine that `STORAGE` names, or the one that other variables imply (contract §2). */
const readEngine = (environment: Environment): E.Either<Faults, Engine> =>
  pipe(
    readVariables(Choice, environment),
    E.map(({ STORAGE }) => STORAGE ?? impliedEngine(environment)),
  );

const impliedEngine = ({ MONGODB_URI, DB_HOST, DATABASE_URL }: Environment): Engine => {
  if (isSet(MONGODB_URI)) return 'mongodb';
  return isSet(DB_HOST) || isSet(DATABASE_URL) ? 'postgres' : 'sqlite';
};

const Numbers = t.type({ DEFAULT_COUNTRY: orElse(country, undefined) });

/**
 * Reads the storage engine and its settings, and the country whose numbers have no country code. In production the variables of a
 * database server have no defaults.
 */
export const readStorage = (environment: Environment, production: boolean): E.Either<Faults, StorageConfig> =>
  pipe(
    { numbers: readVariables(Numbers, environment), engine: readEngineSettings(environment, production) },
    sequenceS(E.getApplicativeValidation(RA.getSemigroup<Fault>())),
    E.map(({ numbers: { DEFAULT_COUNTRY: defaultCountry }, engine }) =>
      defaultCountry === undefined ? engine : { ...engine, defaultCountry },
    ),
  );

const readEngineSettings = (environment: Environment, production: boolean): E.Either<Faults, StorageConfig> => {
  const chosen = readEngine(environment);
  if (E.isLeft(chosen)) return chosen;
  const engine = chosen.right;
  switch (engine) {
    case 'memory':
      return E.right({ engine });
    case 'sqlite':
      return pipe(
        readVariables(SqliteVariables, environment),
        E.map(({ DATA_DIR }) => ({ engine, file: `${DATA_DIR}/cti.db` })),
      );
    case 'postgres':
      return isSet(environment.DATABASE_URL)
        ? readPostgresByUrl(environment)
        : readPostgresByParts(environment, production);
    case 'mongodb':
      return pipe(
        readVariables(MongoDbVariables, environment),
        E.map(({ MONGODB_URI, MONGODB_DB }) => ({ engine, uri: MONGODB_URI, database: MONGODB_DB })),
      );
    default:
      return engine satisfies never;
  }
};

const readPostgresByUrl = (environment: Environment): E.Either<Faults, PostgresConfig> =>
  pipe(
    readVariables(PostgresByUrl, environment),
    E.map(({ DATABASE_URL, DB_SSL, DB_MAX_CLIENTS }) => ({
      engine: 'postgres',
      server: { url: DATABASE_URL },
      ssl: DB_SSL,
      maxClients: DB_MAX_CLIENTS,
    })),
  );

const readPostgresByParts = (environment: Environment, production: boolean): E.Either<Faults, PostgresConfig> =>
  pipe(
    readVariables<t.TypeOf<typeof PostgresInSandbox>>(
      production ? PostgresInProduction : PostgresInSandbox,
      environment,
    ),
    E.map(({ DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_NAME, DB_SSL, DB_MAX_CLIENTS }) => ({
      engine: 'postgres',
      server: { host: DB_HOST, port: DB_PORT, user: DB_USER, password: DB_PASSWORD, database: DB_NAME },
      ssl: DB_SSL,
      maxClients: DB_MAX_CLIENTS,
    })),
  );
