import { type AddressInfo, createServer } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import { errorCode } from '../../config/error-code.js';
import { whoListens } from './port-holder.js';

/** Why a port cannot be opened, in one line that says what to do. */
export const portRefusal = async (host: string, port: number): Promise<string> => {
  const opened = await tryToListen(host, port);
  return explainRefusal(E.isLeft(opened) ? opened.left : '', host, port);
};

/** Opens the port as Node does, any free one for 0, and closes it at once; answers with the port, or with the error's code. */
export const tryToListen = (host: string, port: number): Promise<E.Either<string, number>> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(E.left(errorCode(error))));
    server.listen({ host, port, exclusive: true }, () => {
      const { port: opened } = server.address() as AddressInfo;
      server.close(() => resolve(E.right(opened)));
    });
  });

/** The line for the code of a refusal. */
export const explainRefusal = (code: string, host: string, port: number): string => {
  switch (code) {
    case 'EADDRINUSE':
      return takenBy(whoListens(port), port);
    case 'EACCES':
      return `Port ${port} is not for this user to open. Set PORT to one of 1024 or above, or give node the right to open lower ones.`;
    case 'EADDRNOTAVAIL':
      return `HOST ${host} is no address of this machine. Set HOST to one that is, or leave it out to listen on all.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST ${host} cannot be resolved to an address. Set HOST to an address of this machine, or leave it out to listen on all.`;
    default:
      return `Port ${port} on ${host} cannot be opened${code === '' ? '' : ` (${code})`}. Try again, or set HOST and PORT to others.`;
  }
};

const takenBy = (holder: string | null, port: number): string =>
  holder === null
    ? `Port ${port} is taken by a process that cannot be told from here. Stop it, or set PORT to another one.`
    : `Port ${port} is taken by process ${holder}. Stop it, or set PORT to another one.`;
