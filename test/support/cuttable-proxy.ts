import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy whose connections a test can cut, as if the server were down, and restore. */
export interface CuttableProxy {
  readonly url: string;
  readonly cut: () => Promise<void>;
  readonly restore: () => Promise<void>;
  /** Passes nothing on any more and answers nothing, as a server that hangs, until `resume`. */
  readonly stall: () => void;
  readonly resume: () => void;
  /** Passes the next request on that holds this text, and cuts its connection before the answer. Resolves when that is done. */
  readonly loseAnswerTo: (text: string) => Promise<void>;
}

/** Starts a proxy in front of the server that `target` names. Clients use `url` instead. */
export const cuttableProxy = async (target: string): Promise<CuttableProxy> => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let stalled = false;
  let losing: { readonly text: string; readonly lost: () => void } | null = null;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.on('data', (request: Buffer) => {
      if (losing === null || !request.includes(losing.text)) return;
      const { lost } = losing;
      losing = null;
      upstream
        .unpipe(client)
        .resume()
        .once('data', () => {
          client.destroy();
          lost();
        });
    });
    client.pipe(upstream).pipe(client);
    if (stalled) for (const socket of [client, upstream]) socket.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: ownPort } = server.address() as AddressInfo;
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(ownPort);
  return {
    url: url.href,
    cut: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      if (server.listening) await once(server, 'close');
    },
    stall: () => {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume: () => {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    loseAnswerTo: (text) =>
      new Promise((lost) => {
        losing = { text, lost };
      }),
    restore: async () => {
      server.listen(ownPort, '127.0.0.1');
      await once(server, 'listening');
    },
  };
};
