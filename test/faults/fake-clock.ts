import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A clock of one process that can be set while it runs (libfaketime). */
export interface FakeClock {
  readonly env: Readonly<Record<string, string>>;
  /** Sets it so many seconds before or behind the machine's. */
  readonly set: (seconds: number) => Promise<void>;
}

const LIBRARY = 'faketime/libfaketimeMT.so.1';

const findLibrary = (): string => {
  for (const folder of readdirSync('/usr/lib')) {
    const path = join('/usr/lib', folder, 'faketime');
    try {
      if (readdirSync(path).length > 0) return join('/usr/lib', folder, LIBRARY);
    } catch {
      // Not this one.
    }
  }
  throw new Error('install libfaketime');
};

export const fakeClock = async (folder: string): Promise<FakeClock> => {
  const file = join(folder, 'clock');
  const set = (seconds: number): Promise<void> => writeFile(file, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
  await set(0);
  return {
    env: {
      LD_PRELOAD: findLibrary(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    set,
  };
};
