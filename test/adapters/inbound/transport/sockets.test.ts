import { execSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import type {
  SocketHandlers,
  TransportSocket,
  UpgradeResponse,
} from '../../../../src/adapters/inbound/transport/transport.js';
import { dial, readUntil } from '../../../support/raw-client.js';
import { eachTransport, type Serving, serving } from '../../../support/transports.js';

const MIB = 1024 * 1024;

/** What happened on a socket of the server. */
interface Seen {
  socket: TransportSocket | null;
  received: number;
  drained: number;
  closed: number;
}

eachTransport('a socket', (make) => {
  let at: Serving;
  /** In the order in which they were opened. */
  let seen: Seen[];
  let upgrade: (response: UpgradeResponse) => void;
  const clients: WebSocket[] = [];

  const handlers = (onOpened: (socket: TransportSocket) => void = () => undefined): SocketHandlers => {
    const one: Seen = { socket: null, received: 0, drained: 0, closed: 0 };
    return {
      opened: (socket) => {
        one.socket = socket;
        seen.push(one);
        onOpened(socket);
      },
      received: () => {
        one.received += 1;
      },
      drained: () => {
        one.drained += 1;
      },
      closed: () => {
        one.closed += 1;
      },
    };
  };
  const serve = async (idleSeconds = 60): Promise<void> => {
    at = await serving(make, { upgrade: (_, response) => upgrade(response) }, { idleSeconds });
  };
  const connect = (protocols: readonly string[] = []): WebSocket => {
    const client = new WebSocket(`ws://127.0.0.1:${at.port}/ws`, [...protocols]);
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await turn();
  };
  const closeOf = async (client: WebSocket): Promise<{ readonly code: number; readonly reason: string }> => {
    const [code, reason] = await once(client, 'close');
    return { code, reason: String(reason) };
  };

  beforeEach(() => {
    seen = [];
    upgrade = (response) => response.accept('', handlers());
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.terminate();
    at.stop();
  });

  for (const [when, later] of [
    ['in the turn in which it is asked for', false],
    ['later', true],
  ] as const) {
    it(`opens ${when}, and is sent what is sent at once`, async () => {
      upgrade = (response) => {
        const accept = (): void =>
          response.accept(
            '',
            handlers((socket) => socket.send('hello')),
          );
        if (later) setImmediate(accept);
        else accept();
      };
      await serve();
      for (let n = 0; n < 20; n += 1) {
        const client = connect();
        const [message] = await once(client, 'message');
        expect([String(message), client.protocol]).to.deep.equal(['hello', '']);
      }
    });
  }

  it('has the protocol that was selected', async () => {
    upgrade = (response) => response.accept('two', handlers());
    await serve();
    const client = connect(['one', 'two']);
    await once(client, 'open');
    expect(client.protocol).to.equal('two');
  });

  it('may be refused like any other request', async () => {
    upgrade = (response) =>
      response.send({ status: 403, headers: { 'x-why': 'no' }, body: 'no' }, { hangUp: false, withoutBody: false });
    await serve();
    const [, response] = await once(connect(), 'unexpected-response');
    expect([response.statusCode, response.headers['x-why']]).to.deep.equal([403, 'no']);
    response.destroy();
  });

  it('of a client that has gone before it was accepted is none', async () => {
    let asked: UpgradeResponse | null = null;
    upgrade = (response) => {
      asked = response;
    };
    await serve();
    const client = connect();
    await until(() => asked !== null);
    client.terminate();
    await until(() => client.readyState === client.CLOSED);
    await turn();
    (asked as UpgradeResponse | null)?.accept('', handlers());
    // Either it is not opened, or it is closed as soon as that is noticed.
    await until(() => seen.every(({ closed }) => closed === 1));
  });

  it('sends in order, together and alone', async () => {
    await serve();
    const client = connect();
    const got: string[] = [];
    client.on('message', (message) => got.push(String(message)));
    await once(client, 'open');
    await until(() => seen.length === 1);
    const socket = seen[0]?.socket;
    socket?.send('1');
    socket?.together(() => {
      socket.send('2');
      socket.send('ünd 🫖');
    });
    socket?.send('4');
    await until(() => got.length === 4);
    expect(got).to.deep.equal(['1', '2', 'ünd 🫖', '4']);
    expect(socket?.buffered()).to.equal(0);
  });

  for (const [code, reason] of [
    [1000, ''],
    [1001, 'the server stops'],
    [1013, 'too slow'],
    [4401, 'ünd'],
  ] as const) {
    it(`is closed with ${code} and a reason, once`, async () => {
      upgrade = (response) =>
        response.accept(
          '',
          handlers((socket) => {
            socket.send('last');
            socket.end(code, reason);
          }),
        );
      await serve();
      const client = connect();
      const message = once(client, 'message');
      expect(await closeOf(client)).to.deep.equal({ code, reason });
      expect(String((await message)[0])).to.equal('last');
      await until(() => seen[0]?.closed === 1);
      await turn();
      expect(seen[0]?.closed).to.equal(1);
    });
  }

  it('is closed at once, without a reason', async () => {
    upgrade = (response) =>
      response.accept(
        '',
        handlers((socket) => void setImmediate(() => socket.close())),
      );
    await serve();
    expect((await closeOf(connect())).code).to.equal(1006);
    expect(seen.map(({ closed }) => closed)).to.deep.equal([1]);
  });

  for (const [how, leave] of [
    ['says good-bye', (client: WebSocket) => client.close(1000)],
    ['vanishes', (client: WebSocket) => client.terminate()],
  ] as const) {
    it(`tells once that its client ${how}`, async () => {
      await serve();
      const client = connect();
      await once(client, 'open');
      await until(() => seen.length === 1);
      leave(client);
      await until(() => seen[0]?.closed === 1);
      await turn();
      expect(seen[0]?.closed).to.equal(1);
    });
  }

  it('tells of messages, and is closed by one that is too large', async () => {
    await serve();
    const client = connect();
    await once(client, 'open');
    client.send('x'.repeat(4_000));
    await until(() => seen[0]?.received === 1);
    client.send('x'.repeat(5_000));
    await once(client, 'close');
    await until(() => seen[0]?.closed === 1);
    expect(seen[0]).to.include({ received: 1, closed: 1 });
  });

  it('answers a ping', async () => {
    await serve();
    const client = connect();
    await once(client, 'open');
    client.ping('are you there');
    expect(String((await once(client, 'pong'))[0])).to.equal('are you there');
  });

  it('counts what its client does not take, and tells when it does', async () => {
    await serve();
    const client = connect();
    let got = 0;
    client.on('message', (message) => {
      got += (message as Buffer).byteLength;
    });
    await once(client, 'open');
    await until(() => seen.length === 1);
    client.pause();
    const socket = seen[0]?.socket;
    const text = 'x'.repeat(MIB);
    let sent = 0;
    // What the kernel holds does not count.
    while ((socket?.buffered() ?? 0) < 4 * MIB) {
      socket?.together(() => socket.send(text));
      sent += MIB;
      await turn();
    }
    expect(seen[0]?.drained).to.be.at.most(sent / MIB);
    const before = seen[0]?.drained ?? 0;
    client.resume();
    await until(() => got === sent);
    await until(() => (seen[0]?.drained ?? 0) > before && socket?.buffered() === 0);
  });

  it('is one of ten thousand, each of which gets a message', async () => {
    await serve();
    // Fewer where the system does not allow so many open files.
    const count = Math.min(10_000, Number(execSync('ulimit -n', { shell: '/bin/sh' })) - 1_000);
    const clients = fork(new URL('../../../support/many-clients.ts', import.meta.url), [
      String(at.port),
      String(count),
    ]);
    expect((await once(clients, 'message'))[0]).to.equal('open');
    await until(() => seen.length === count);
    const got = once(clients, 'message');
    for (const { socket } of seen) socket?.send('hello');
    expect((await got)[0]).to.equal('got');
    clients.kill();
    await until(() => seen.every(({ closed }) => closed === 1));
  }).timeout(60_000);

  it('that gives no sign of life is closed, and one that does stays', async () => {
    await serve(8);
    const silent = dial(at.port);
    const key = 'dGhlIHNhbXBsZSBub25jZQ==';
    silent.write(
      `GET /ws HTTP/1.1\r\nhost: cti\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`,
    );
    await readUntil(silent, /101/);
    const client = connect();
    let pings = 0;
    client.on('ping', () => {
      pings += 1;
    });
    await once(client, 'open');
    await once(silent.resume(), 'close');
    expect(client.readyState).to.equal(client.OPEN);
    expect(pings).to.be.above(0);
  }).timeout(30_000);
});
