import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { whoListens } from '../../../../src/adapters/outbound/system/port-holder.js';
import { freePort } from '../../../../src/testing/free-port.js';

/** Other systems do not tell. */
const onLinux = process.platform === 'linux' ? it : it.skip;

describe('the holder of a port', () => {
  const listening = async (host: string): Promise<{ readonly server: Server; readonly port: number }> => {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    return { server, port: (server.address() as AddressInfo).port };
  };

  for (const host of ['127.0.0.1', '0.0.0.0']) {
    onLinux(`is told by its id and short name, on ${host}`, async () => {
      const { server, port } = await listening(host);
      expect(whoListens(port)).to.match(new RegExp(`^${process.pid} \\(\\S.*\\)$`));
      server.close();
    });
  }

  onLinux('is another process, without its arguments', async () => {
    const script = `require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })`;
    const child = spawn(process.execPath, ['-e', script, 'an-argument-that-is-secret']);
    const [port] = await once(child.stdout, 'data');
    const holder = whoListens(Number(port));
    child.kill('SIGKILL');
    expect(holder).to.match(new RegExp(`^${child.pid} \\(`));
    expect(holder).not.to.contain('secret');
  });

  it('is nobody on a port on which only a client is', async () => {
    expect(whoListens(await freePort())).to.equal(null);
    const { server, port } = await listening('127.0.0.1');
    const client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    expect(whoListens((client.address() as AddressInfo).port)).to.equal(null);
    client.destroy();
    server.close();
  });
});
