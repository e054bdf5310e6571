import 'reflect-metadata';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { Container, type ContainerModule } from 'inversify';
import type { Config } from './adapters/config/environment.js';
import { type ConfigError, readConfig as readConfigFrom } from './adapters/config/load-config.js';
import type { Environment } from './adapters/config/variable.js';
import { accessModule } from './adapters/container/access-module.js';
import { allRoutesModule } from './adapters/container/all-routes-module.js';
import { applicationModule } from './adapters/container/application-module.js';
import { backfillModule } from './adapters/container/backfill-module.js';
import { callsModule } from './adapters/container/calls-module.js';
import { dialpadModule } from './adapters/container/dialpad-module.js';
import { endpointModule } from './adapters/container/endpoint-module.js';
import { routesModule } from './adapters/container/routes-module.js';
import { storageModule } from './adapters/container/storage-module.js';
import { systemModule } from './adapters/container/system-module.js';
import { TOKENS } from './adapters/container/tokens.js';
import { transportModule } from './adapters/container/transport-module.js';
import { workerModule } from './adapters/container/worker-module.js';
import { portRefusal } from './adapters/outbound/system/port-refusal.js';

export type { Config, DialpadConfig } from './adapters/config/environment.js';
export type { ConfigError } from './adapters/config/load-config.js';
export type { Environment } from './adapters/config/variable.js';
export { PORT_TOKENS as TOKENS } from './adapters/container/port-tokens.js';
export { memoryStorage } from './adapters/outbound/storage/memory/memory-storage.js';
export { openStorage } from './adapters/outbound/storage/open-storage.js';
export type {
  MemoryConfig,
  MongoConfig,
  PostgresConfig,
  PostgresServer,
  SqliteConfig,
  StorageConfig,
} from './adapters/outbound/storage/storage-config.js';

/** What a server starts with: environment variables, or a configuration that was read from them. */
export type ServerOptions = ({ readonly env: Environment } | { readonly config: Config }) & {
  /** Loaded last; they may `rebind` any of the {@link TOKENS}. What they bind stays theirs to close. */
  readonly overrides?: readonly ContainerModule[];
};

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  /** What it runs with. Holds the secrets, also those that a sandbox made. */
  readonly config: Config;
  /**
   * Accepts no more connections, finishes the accepted requests, closes the sockets with 1001, then the storage. Events that could not
   * be processed in time wait in the inbox for the next start.
   */
  readonly stop: () => Promise<void>;
}

/** Why a server did not start, in one line that says what to do. */
export interface StartError {
  readonly _tag: 'StartError';
  readonly message: string;
}

/** Milliseconds that accepted requests have for their answer once the server stops. */
const LAST_REQUESTS_MS = 1_500;

/**
 * Reads a configuration from variables alone, as {@link startServer} does: no `.env` is read. Outside production, missing secrets are
 * made and stored in `DATA_DIR`. The left is the line with which `npm start` would refuse them.
 */
export const readConfig = (env: Environment): TE.TaskEither<ConfigError, Config> =>
  pipe(
    readConfigFrom({ env, cwd: process.cwd() }),
    TE.map(({ config }) => config),
  );

/** Starts a server. */
export const startServer = (options: ServerOptions): TE.TaskEither<StartError, RunningServer> =>
  pipe(
    'config' in options ? TE.right(options.config) : readConfig(options.env),
    TE.mapLeft(({ message }) => startError(message)),
    TE.chain((config) =>
      TE.tryCatch(
        () => start(config, options.overrides ?? []),
        (reason) => startError(reason instanceof Error ? reason.message : String(reason)),
      ),
    ),
  );

const ONE_PROCESS =
  'CTI_PROCESSES is for the program: startServer runs one server in this process. Leave it out, or run npx cti-server.';

const startError = (message: string): StartError => ({ _tag: 'StartError', message });

const start = async (config: Config, overrides: readonly ContainerModule[]): Promise<RunningServer> => {
  const container = new Container();
  container.bind(TOKENS.config).toConstantValue(config);
  container.load(
    systemModule,
    storageModule,
    dialpadModule,
    applicationModule,
    callsModule,
    backfillModule,
    workerModule,
    endpointModule,
    routesModule,
    allRoutesModule,
    accessModule,
    transportModule,
    ...overrides,
  );
  try {
    return await listen(container, config);
  } catch (thrown) {
    // What was opened is closed, the storage above all: the program may start again. The first reason is what counts.
    await container.unbindAllAsync().catch(() => undefined);
    throw thrown;
  }
};

const listen = async (container: Container, config: Config): Promise<RunningServer> => {
  const siblings = container.get(TOKENS.siblings);
  if (config.processes > 1 && siblings === null) throw new Error(ONE_PROCESS);
  const transport = await container.getAsync(TOKENS.transport);
  const stopping = container.get(TOKENS.stopping);
  const fanOut = await container.getAsync(TOKENS.fanOut);
  const http = await container.getAsync(TOKENS.http);
  const worker = await container.getAsync(TOKENS.worker);
  const janitor = await container.getAsync(TOKENS.janitor);
  const catchUp = await container.getAsync(TOKENS.catchUp);
  const endpointWorker = await container.getAsync(TOKENS.endpointWorker);
  const keyUse = await container.getAsync(TOKENS.keyUse);
  const positionKeeper = await container.getAsync(TOKENS.positionKeeper);
  const storageWatch = await container.getAsync(TOKENS.storageWatch);
  const { engine } = await container.getAsync(TOKENS.storage);
  const logger = container.get(TOKENS.logger);

  transport.serve(http.handlers);
  await positionKeeper.notice();
  const { host, nodeEnv: environment } = config;
  if (!(await transport.listen(host, config.port, siblings !== null))) {
    throw new Error(await portRefusal(host, config.port));
  }
  const port = transport.port();
  void storageWatch.start();
  for (const background of [worker, janitor, catchUp, positionKeeper, endpointWorker]) background.start();
  // Of several processes the parent says where they listen, once all do.
  const where = siblings === null ? { port, host } : { pid: process.pid };
  const line = siblings === null ? 'Listening' : 'This process listens';
  logger.info({ ...where, storage: engine, transport: transport.name, environment }, line);
  siblings?.listens();

  const stop = async (): Promise<void> => {
    stopping.begin();
    transport.stopListening();
    fanOut.close();
    const background = Promise.all([catchUp.stop(), janitor.stop(), endpointWorker.stop()]);
    await http.stop(LAST_REQUESTS_MS);
    await worker.stop();
    await background;
    await positionKeeper.stop();
    transport.close();
    await keyUse.stop();
    storageWatch.stop();
    await container.unbindAllAsync();
    logger.info({}, 'Stopped');
  };
  return { port, config, stop };
};
