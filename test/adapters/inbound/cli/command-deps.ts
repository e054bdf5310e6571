import type { CommandDeps } from '../../../../src/adapters/inbound/cli/run-command-line.js';
import { engineOf } from '../../../../src/adapters/outbound/storage/open-storage.js';
import { uuidGenerator } from '../../../../src/adapters/outbound/system/uuid-generator.js';
import { simulator } from '../../../../src/testing/dialpad/simulator.js';

/** What the program itself passes in. */
export const DEPS: CommandDeps = {
  engineOf,
  simulator,
  ids: uuidGenerator,
  whoListens: () => null,
  askRedis: async () => null,
  programs: { start: async () => undefined, demo: async () => undefined },
};
