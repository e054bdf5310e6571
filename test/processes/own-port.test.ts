import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { ownPort } from '../../src/processes/own-port.js';
import { freePort } from '../../src/testing/free-port.js';

const HOST = '127.0.0.1';

describe('the port of several processes', () => {
  it('is any free one for 0, which stays free for them', async () => {
    const owned = await ownPort(HOST, 0);
    if (E.isLeft(owned)) throw new Error(owned.left);
    const server = createServer().listen(owned.right, HOST);
    await once(server, 'listening');
    server.close();
  });

  it('is refused with the process that has it', async () => {
    const port = await freePort();
    const server = createServer().listen(port, HOST);
    await once(server, 'listening');
    const refused = await ownPort(HOST, port);
    server.close();
    expect(refused).to.satisfy(E.isLeft);
    expect(JSON.stringify(refused)).to.contain(`Port ${port} is taken by`);
  });

  if (process.platform === 'linux') {
    it('goes to one of two programs that start at the same moment', async () => {
      const port = await freePort();
      const owned = [await ownPort(HOST, port), await ownPort(HOST, port)];
      expect(owned.map(E.isRight)).to.deep.equal([true, false]);
      expect(JSON.stringify(owned[1])).to.contain(`Port ${port} is taken by`);
    });
  }
});
