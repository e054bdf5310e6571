import { access, constants, stat } from 'node:fs/promises';
import { errorCode } from '../../../config/error-code.js';
import { failure, type Look, ok, warning } from './finding.js';

/** The folder of the database and of a sandbox's secrets. */
export const dataFolder = async (dataDir: string): Promise<Look> => {
  try {
    const { mode } = await stat(dataDir);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return (mode & 0o077) === 0
      ? ok(dataDir)
      : warning(`${dataDir} can be read by other users of this machine: chmod 700 ${dataDir}`);
  } catch (thrown) {
    switch (errorCode(thrown)) {
      case 'ENOENT':
        return ok(`${dataDir} does not exist yet; the first start makes it`);
      case 'EROFS':
        return failure(`${dataDir} is on a file system that is read-only: mount it to be written, or set DATA_DIR`);
      default:
        return failure(`${dataDir} cannot be read and written: change its owner, or set DATA_DIR`);
    }
  }
};

/** Whether the port is the server's own, or free for it. */
export const port = (wanted: number, whoListens: (port: number) => string | null, isServed: boolean): Look => {
  if (isServed) return ok(`a cti-server listens on ${wanted}`);
  const holder = whoListens(wanted);
  return holder === null ? ok(`${wanted} is free`) : failure(`${wanted} is taken by ${holder}: end it, or set PORT`);
};
