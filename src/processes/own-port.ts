import { once } from 'node:events';
import { createServer } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import { explainRefusal, tryToListen } from '../adapters/outbound/system/port-refusal.js';

/**
 * Makes sure that a port is this program's before its processes share it, which lets others share it too; answers with the port, any
 * free one for 0, or with one line that says who has it. To be called by the process that outlives the others.
 */
export const ownPort = async (host: string, port: number): Promise<E.Either<string, number>> => {
  const opened = await tryToListen(host, port);
  if (E.isLeft(opened)) return E.left(explainRefusal(opened.left, host, port));
  const isOurs = process.platform !== 'linux' || (await holdName(`cti-server ${host}:${opened.right}`));
  return isOurs ? opened : E.left(explainRefusal('EADDRINUSE', host, port));
};

/**
 * Holds a name that only one process of the machine can hold, until that ends (unix(7), abstract socket): of two programs that start
 * at the same moment both find the port free.
 */
const holdName = async (name: string): Promise<boolean> => {
  const holder = createServer((socket) => socket.destroy()).unref();
  holder.listen(`\0${name}`);
  try {
    await once(holder, 'listening');
    return true;
  } catch {
    return false;
  }
};
