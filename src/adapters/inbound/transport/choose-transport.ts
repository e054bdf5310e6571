import * as E from 'fp-ts/lib/Either.js';
import type { MakeTransport, TransportName } from './transport.js';
import { loadUws } from './uws/load-uws.js';
import { makeUwsTransport } from './uws/uws-transport.js';

export interface ChosenTransport {
  readonly make: MakeTransport;
  /** What to tell whoever runs the server about the choice; null if there is nothing to tell. */
  readonly notice: string | null;
}

const HOW_TO_GET_UWS =
  'To get it, install uws-pack beside cti-server (Node 20 and 22; Linux with glibc, macOS, Windows), or an official build for another Node.';

/**
 * The transport that was asked for. Without a wish, µWebSockets.js where it has a binary for this Node and system, else Node's own. An
 * error, in one line, only if the one that was asked for is not there.
 */
export const chooseTransport = async (
  wanted: TransportName | null,
  load: typeof loadUws = loadUws,
): Promise<E.Either<string, ChosenTransport>> => {
  if (wanted === 'node') return E.right({ make: await loadNodeTransport(), notice: null });
  const loaded = await load();
  if (E.isRight(loaded)) return E.right({ make: makeUwsTransport(loaded.right), notice: null });
  if (wanted === 'uws') {
    return E.left(`TRANSPORT is uws, but µWebSockets.js cannot be used: ${loaded.left}. ${HOW_TO_GET_UWS}`);
  }
  return E.right({
    make: await loadNodeTransport(),
    notice: `Serving with Node's own HTTP server: µWebSockets.js cannot be used, because ${loaded.left}. ${SLOWER} ${HOW_TO_GET_UWS}`,
  });
};

const loadNodeTransport = async (): Promise<MakeTransport> =>
  (await import('./node/node-transport.js')).makeNodeTransport;

const SLOWER = 'Nothing is missing, but requests and sockets take more of the processor and of memory.';
