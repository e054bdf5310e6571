// First: µWebSockets.js reads the limit when it is loaded.
import '../header-size.js';
import { App, type TemplatedApp, us_listen_socket_close, us_socket_local_port } from 'uWebSockets.js';

type ListenSocket = Parameters<typeof us_socket_local_port>[0];

/** The port on which the server listens. */
export interface Transport {
  /** Routes and sockets are mounted on it before it listens. */
  readonly app: TemplatedApp;
  /** Listens, on any free port for 0; false if the port cannot be opened. */
  readonly listen: (host: string, port: number) => Promise<boolean>;
  /** The port it listens on; 0 before it does. */
  readonly port: () => number;
  /** Accepts no more connections, and no more requests on those that are open. */
  readonly stopListening: () => void;
  readonly isStopping: () => boolean;
  /** Closes every connection. */
  readonly close: () => void;
}

export const makeTransport = (): Transport => {
  const app = App();
  let socket: ListenSocket | null = null;
  let stopping = false;
  return {
    app,
    listen: async (host, port) => {
      const opened = await new Promise<ListenSocket | false>((resolve) => app.listen(host, port, resolve));
      if (opened !== false) socket = opened;
      return opened !== false;
    },
    port: () => (socket === null ? 0 : us_socket_local_port(socket)),
    isStopping: () => stopping,
    stopListening: () => {
      stopping = true;
      if (socket !== null) us_listen_socket_close(socket);
    },
    close: () => app.close(),
  };
};
