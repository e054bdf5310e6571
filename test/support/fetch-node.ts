import { spawnSync } from 'node:child_process';

export interface Node {
  readonly version: string;
  readonly path: string;
}

/** A Node as npx gives it, kept in npm's cache; null if it cannot be fetched. */
export const fetchNode = (wanted: string): Node | null => {
  const args = [
    '--yes',
    '--package',
    `node@${wanted}`,
    'node',
    '--print',
    'process.versions.node + " " + process.execPath',
  ];
  const { stdout } = spawnSync('npx', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const [, version, path] = /^(\S+) (.+)$/.exec(stdout.trim()) ?? [];
  return version === undefined || path === undefined ? null : { version, path };
};
