import 'reflect-metadata';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { Container, type ContainerModule } from 'inversify';
import type { Config } from './adapters/config/environment.js';
import { accessModule } from './adapters/container/access-module.js';
import { applicationModule } from './adapters/container/application-module.js';
import { backfillModule } from './adapters/container/backfill-module.js';
import { dialpadModule } from './adapters/container/dialpad-module.js';
import { routesModule } from './adapters/container/routes-module.js';
import { storageModule } from './adapters/container/storage-module.js';
import { systemModule } from './adapters/container/system-module.js';
import { TOKENS } from './adapters/container/tokens.js';
import { transportModule } from './adapters/container/transport-module.js';
import { workerModule } from './adapters/container/worker-module.js';
import { portRefusal } from './adapters/outbound/system/port-refusal.js';

export { TOKENS } from './adapters/container/tokens.js';

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
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
 * Starts a server. Further modules are loaded last and may `rebind` any of the {@link TOKENS}, such as the storage.
 */
export const startServer = (
  config: Config,
  ...overrides: readonly ContainerModule[]
): TE.TaskEither<StartError, RunningServer> =>
  TE.tryCatch(
    () => start(config, overrides),
    (reason) => ({ _tag: 'StartError', message: reason instanceof Error ? reason.message : String(reason) }),
  );

const start = async (config: Config, overrides: readonly ContainerModule[]): Promise<RunningServer> => {
  const container = new Container();
  container.bind(TOKENS.config).toConstantValue(config);
  container.load(
    systemModule,
    storageModule,
    dialpadModule,
    applicationModule,
    backfillModule,
    workerModule,
    routesModule,
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
  const transport = await container.getAsync(TOKENS.transport);
  const stopping = container.get(TOKENS.stopping);
  const fanOut = await container.getAsync(TOKENS.fanOut);
  const http = await container.getAsync(TOKENS.http);
  const worker = await container.getAsync(TOKENS.worker);
  const janitor = await container.getAsync(TOKENS.janitor);
  const catchUp = await container.getAsync(TOKENS.catchUp);
  const keyUse = await container.getAsync(TOKENS.keyUse);
  const positionKeeper = await container.getAsync(TOKENS.positionKeeper);
  const storageWatch = await container.getAsync(TOKENS.storageWatch);
  const logger = container.get(TOKENS.logger);

  transport.serve(http.handlers);
  await positionKeeper.notice();
  if (!(await transport.listen(config.host, config.port))) throw new Error(await portRefusal(config.host, config.port));
  const port = transport.port();
  void storageWatch.start();
  for (const background of [worker, janitor, catchUp, positionKeeper]) background.start();
  const { host, nodeEnv: environment } = config;
  logger.info({ port, host, storage: config.storage.engine, transport: transport.name, environment }, 'Listening');

  const stop = async (): Promise<void> => {
    stopping.begin();
    transport.stopListening();
    fanOut.close();
    const background = Promise.all([catchUp.stop(), janitor.stop()]);
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
  return { port, stop };
};
