import { connect as connectTcp, type Socket } from 'node:net';
import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import { TOKENS } from '../../src/adapters/container/tokens.js';
import { makeOutflow } from '../../src/adapters/inbound/stream/outflow.js';
import { BUDGETS } from '../../src/application/budgets.js';
import { until } from './office.js';
import { type Running, run } from './running.js';

const LARGE = 'x'.repeat(200_000);
const SOCKET =
  'connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

describe('a client that never reads', function () {
  this.timeout(60_000);
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  const sockets: Socket[] = [];

  /** Starts a server that disconnects clients which take nothing for so long. */
  const begin = async (noProgressMs: number): Promise<void> => {
    sent = 0;
    const budgets = { ...BUDGETS, socketBytes: 2 * BUDGETS.appOutBytes, noProgressMs };
    const outflow = makeOutflow({ stopwatch: () => performance.now(), budgets });
    at = await run({}, new ContainerModule(({ rebind }) => void rebind(TOKENS.outflow).toConstantValue(outflow)));
    app = await at.newApp('Clinic');
  };
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await at.stop();
  });

  /** Connects by hand, and reads nothing. */
  const connect = async (path: string, headers = ''): Promise<Socket> => {
    const socket = connectTcp(at.server.port, '127.0.0.1').pause();
    sockets.push(socket);
    const before = await connections();
    socket.write(`GET ${path} HTTP/1.1\r\nhost: cti\r\nx-app-api-key: ${app.key}\r\n${headers}\r\n`);
    await until(async () => (await connections()) === before + 1);
    return socket;
  };
  const connections = async (): Promise<number> => (await at.request('GET', '/health')).body.websocket.connections;
  const waiting = async (): Promise<number> => {
    const text = await (await fetch(`${at.url}/metrics?format=prometheus`)).text();
    return Number(/^cti_stream_waiting_bytes (\S+)$/m.exec(text)?.[1]);
  };
  let sent = 0;
  const send = async (): Promise<void> => {
    sent += 1;
    await at.deliver({ event_type: 'sms.received', id: sent, text: LARGE });
    // One at a time: several at once are more than a client may have waiting.
    await until(async () => (await at.admin('GET', '/internal/webhook-events/stats')).body.data.pending === 0);
  };

  for (const [name, path, headers] of [
    ['a WebSocket', '/ws', SOCKET],
    ['Server-Sent Events', '/api/events/stream', ''],
  ] as const) {
    it(`is disconnected from ${name} once it has taken nothing of what waits for too long`, async () => {
      await begin(600);
      await connect(path, headers);
      // What waits for a moment only, until the kernel takes it, is not the end of sending.
      await until(async () => {
        if ((await waiting()) === 0) await send();
        return (await connections()) === 0;
      });
      expect(await waiting()).to.equal(0);
    });
  }

  it('gets all that waited from Server-Sent Events when it reads again', async () => {
    await begin(BUDGETS.noProgressMs);
    const first = sent + 1;
    const socket = await connect('/api/events/stream');
    while ((await waiting()) === 0) await send();
    await send();
    let text = '';
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    socket.resume();
    await until(async () => text.includes(`\nid: ${sent}\n`) && (await waiting()) === 0);
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    // Where storage is slow, an event that was sent before may be told only now.
    const from = ids[0] ?? 0;
    expect(from).to.be.at.most(first);
    expect(ids).to.deep.equal(Array.from({ length: sent - from + 1 }, (_, n) => from + n));
  });
});
