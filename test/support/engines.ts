import { freshMongoDatabase } from './mongodb.js';
import { freshDatabase } from './postgres.js';

/** An empty storage for one server, as its environment variables name it. */
export interface EmptyStorage {
  readonly env: Readonly<Record<string, string>>;
  readonly drop: () => Promise<void>;
}

const ENGINES = ['sqlite', 'postgres', 'mongodb'] as const;
type Engine = (typeof ENGINES)[number];

/** The engine of the servers in this run of the tests: `TEST_STORAGE`, or SQLite. */
export const ENGINE: Engine = ENGINES.find((engine) => engine === process.env.TEST_STORAGE) ?? 'sqlite';

/** A test that does not depend on the engine. It is run on SQLite only. */
export const onEmbedded = (title: string, body: Mocha.AsyncFunc): void => {
  if (ENGINE === 'sqlite') it(title, body);
};

/** A test that is run on PostgreSQL only. */
export const onPostgres = (title: string, body: Mocha.AsyncFunc): void => {
  if (ENGINE === 'postgres') it(title, body);
};

/** Creates an empty storage of the engine under test. SQLite has its file in the server's own folder. */
export const emptyStorage = async (engine: Engine = ENGINE): Promise<EmptyStorage> => {
  switch (engine) {
    case 'sqlite':
      return { env: { STORAGE: 'sqlite' }, drop: async () => undefined };
    case 'postgres': {
      const { url, drop } = await freshDatabase(addressOf('TEST_DATABASE_URL'));
      return { env: { STORAGE: 'postgres', DATABASE_URL: url }, drop };
    }
    case 'mongodb': {
      const { uri, database, drop } = await freshMongoDatabase(addressOf('TEST_MONGODB_URI'));
      return { env: { STORAGE: 'mongodb', MONGODB_URI: uri, MONGODB_DB: database }, drop };
    }
    default:
      return engine satisfies never;
  }
};

const addressOf = (variable: string): string => {
  const address = process.env[variable];
  if (address === undefined) throw new Error(`${variable} must say where the server for these tests is`);
  return address;
};
