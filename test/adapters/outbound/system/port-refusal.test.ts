import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from 'chai';
import { explainRefusal, portRefusal } from '../../../../src/adapters/outbound/system/port-refusal.js';
import { freePort } from '../../../../src/testing/free-port.js';

describe('why a port cannot be opened', () => {
  it('is the process that has it, where that can be known', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const holder = process.platform === 'linux' ? `process ${process.pid} (` : 'a process that cannot be told';
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      const line = await portRefusal(host, port);
      expect(line).to.contain(`Port ${port} is taken by ${holder}`);
      expect(line).to.match(/\. Stop it, or set PORT to another one\.$/);
    }
    server.close();
  });

  it('is said to be unknown where nobody can be named', async () => {
    expect(explainRefusal('EADDRINUSE', '127.0.0.1', await freePort())).to.match(
      /^Port \d+ is taken by a process that cannot be told from here\. Stop it, or set PORT to another one\.$/,
    );
  });

  it('is a host that is no address of this machine', async () => {
    expect(await portRefusal('192.0.2.1', await freePort())).to.match(
      /^HOST 192\.0\.2\.1 is no address of this machine\. Set HOST to one that is, or leave it out to listen on all\.$/,
    );
  });

  it('is a host that has no address', async () => {
    expect(await portRefusal('nowhere.invalid', await freePort())).to.match(
      /^HOST nowhere\.invalid cannot be resolved/,
    );
  });

  it('is a port for which this user has no right', async () => {
    expect(explainRefusal('EACCES', '0.0.0.0', 80)).to.match(/^Port 80 is not for this user to open\. Set PORT/);
  });

  it('is told by its code where it is any other, and as passed where there is none', async () => {
    expect(explainRefusal('EAFNOSUPPORT', '::1', 4000)).to.match(/^Port 4000 on ::1 .+ \(EAFNOSUPPORT\)\. Try/);
    expect(await portRefusal('127.0.0.1', await freePort())).to.match(
      /^Port \d+ on 127\.0\.0\.1 cannot be opened\. Try/,
    );
  });
});
