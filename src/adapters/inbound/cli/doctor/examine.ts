import * as E from 'fp-ts/lib/Either.js';
import type { Config } from '../../../config/environment.js';
import { findVariables, inspectConfig, loadStorageConfig } from '../../../config/load-config.js';
import type { CommandContext } from '../command-context.js';
import { serverApi } from '../server-api.js';
import type { EngineOf } from '../storage-commands.js';
import { clock } from './clock.js';
import { configuration, faultsOf, placeholders } from './configuration.js';
import { dialpad } from './dialpad.js';
import { about, type Finding, failure, ok } from './finding.js';
import { health, type ServerHealth, serverAt } from './health.js';
import { dataFolder, port } from './machine.js';
import { type SeenStorage, storage } from './storage.js';

/** What the looks need of the world. */
export interface DoctorDeps {
  readonly engineOf: EngineOf;
  /** Which process listens on a port of this machine; null if it is not known. */
  readonly whoListens: (port: number) => string | null;
  /** Asks a Redis; answers with why it cannot be used, null if it can. */
  readonly askRedis: (url: string) => Promise<string | null>;
}

/** Looks at a server and what it needs. Changes nothing, but that the storage is tried with a write that nobody sees. */
export const examine = async (context: CommandContext, deps: DoctorDeps): Promise<readonly Finding[]> => {
  const read = await inspectConfig(context)();
  if (E.isLeft(read)) return [...faultsOf(read.left), ...(await withoutConfig(context, deps))];
  const config = read.right;
  const url = addressOf(config);
  const server = await serverAt(url);
  const variables = await findVariables(context)();
  const seen = await storage(config, deps.engineOf, server !== null);
  return [
    about('configuration', configuration(config)),
    ...(E.isRight(variables) ? placeholders(variables.right) : []),
    ...(await surroundings(config, deps, server, seen)),
    about('server', health(server, url)),
    ...(server === null ? [] : await dialpad(serverApi(url, config.internalApiSecret), config)),
  ];
};

const surroundings = async (
  config: Config,
  { whoListens, askRedis }: DoctorDeps,
  server: ServerHealth | null,
  seen: SeenStorage,
): Promise<readonly Finding[]> => [
  about('data folder', await dataFolder(config.dataDir)),
  about('storage', seen.look),
  about('port', port(config.port, whoListens, server !== null)),
  ...(config.redisUrl === null ? [] : [about('Redis', redisLook(await askRedis(config.redisUrl)))]),
  about('clock', await clock(config.dialpad.baseUrl, seen.clock)),
];

const redisLook = (reason: string | null) =>
  reason === null
    ? ok('it answers')
    : failure(
        `it cannot be used: ${reason}. Start it, correct REDIS_URL, or take that out where one process is enough`,
      );

/** What can be looked at although the server would not start: the storage, if its own variables are right. */
const withoutConfig = async (context: CommandContext, { engineOf }: DoctorDeps): Promise<readonly Finding[]> => {
  const read = await loadStorageConfig(context)();
  if (E.isLeft(read)) return [];
  const { dataDir } = read.right;
  const seen = await storage(read.right, engineOf, false);
  return [about('data folder', await dataFolder(dataDir)), about('storage', seen.look)];
};

/** Where a process of this machine reaches the server. */
const addressOf = ({ host, port: at }: Config): string => {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${at}`;
};
