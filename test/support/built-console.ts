import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Builds the console of these sources to where a server that runs from them looks for it. */
export const buildConsole = (): void => {
  const built = spawnSync(process.execPath, ['--import', 'tsx', 'build/console.ts'], { cwd: ROOT, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the console was not built: ${built.stderr}`);
};
