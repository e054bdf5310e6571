import { isLeft } from 'fp-ts/lib/Either.js';
import { ContainerModule } from 'inversify';
import { groupCommit } from '../outbound/storage/group-commit.js';
import { engineOf } from '../outbound/storage/open-storage.js';
import { meteredStorage } from '../outbound/system/metered-storage.js';
import { TOKENS as T } from './tokens.js';

/** What is kept, by the engine that the configuration names. */
export const storageModule = new ContainerModule(({ bind }) => {
  bind(T.storage)
    .toResolvedValue(
      async (config, metrics) => {
        const opened = await engineOf(config.storage).open({ migrates: config.dbAutoMigrate })();
        if (isLeft(opened)) throw new Error(opened.left.detail);
        return meteredStorage(opened.right, metrics);
      },
      [T.config, T.metrics],
    )
    .inSingletonScope()
    .onDeactivation((storage) => storage.close());

  bind(T.inbox)
    .toResolvedValue(({ inbox }) => groupCommit(inbox), [T.storage])
    .inSingletonScope();
});
