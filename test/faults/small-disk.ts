import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A small file system of its own, in memory. */
export interface SmallDisk {
  /** Leaves no room on it. */
  readonly fill: () => Promise<void>;
  readonly makeRoom: () => Promise<void>;
  readonly unmount: () => Promise<void>;
}

const run = promisify(execFile);
const MIB = 1024 * 1024;

/** Mounts one in an empty folder; only root can. */
export const smallDisk = async (folder: string): Promise<SmallDisk> => {
  await run('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder]);
  const filler = join(folder, 'filler');
  return {
    fill: async () => {
      const file = await open(filler, 'w');
      for (let size = MIB; size >= 4096; ) {
        const isWritten = await file.write(Buffer.alloc(size)).then(
          ({ bytesWritten }) => bytesWritten === size,
          () => false,
        );
        if (!isWritten) size /= 2;
      }
      await file.close();
    },
    makeRoom: () => rm(filler, { force: true }),
    unmount: async () => {
      await run('umount', ['-l', folder]);
    },
  };
};
