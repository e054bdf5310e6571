import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { expect } from 'chai';
import type { TransportResponse } from '../../../../src/adapters/inbound/transport/transport.js';
import { dial, readUntil, sent } from '../../../support/raw-client.js';
import { eachTransport, type Serving, serving } from '../../../support/transports.js';

const MIB = 1024 * 1024;

interface Received {
  readonly chunks: Buffer[];
  readonly lasts: boolean[];
  aborted: number;
  response: TransportResponse | null;
}

eachTransport('the body of a request', (make) => {
  let at: Serving;
  let got: Received;
  /** Called with each chunk. */
  let onChunk: (response: TransportResponse, isLast: boolean) => void;
  beforeEach(async () => {
    got = { chunks: [], lasts: [], aborted: 0, response: null };
    onChunk = () => undefined;
    at = await serving(make, {
      request: (_, response) => {
        got.response = response;
        response.onAborted(() => {
          got.aborted += 1;
        });
        response.onData((chunk, isLast) => {
          got.chunks.push(Buffer.from(chunk));
          got.lasts.push(isLast);
          onChunk(response, isLast);
          if (isLast) answer(response, 'received');
        });
      },
    });
  });
  afterEach(() => at.stop());

  const answer = (response: TransportResponse, body: string): void =>
    response.send({ status: 200, headers: {}, body }, { hangUp: false, withoutBody: false });
  const text = (): string => Buffer.concat(got.chunks).toString();
  const head = (...headers: readonly string[]): string =>
    ['POST /x HTTP/1.1', 'host: cti', ...headers, '', ''].join('\r\n');

  it('arrives whole, however it is cut', async () => {
    for (let end = 0; end <= 5; end += 1) {
      got.chunks.length = 0;
      got.lasts.length = 0;
      const socket = dial(at.port);
      await sent(socket, `${head('content-length: 5')}${'hello'.slice(0, end)}`);
      socket.write('hello'.slice(end));
      await readUntil(socket, /received$/);
      socket.destroy();
      expect(text()).to.equal('hello');
      expect(got.lasts.filter(Boolean)).to.deep.equal([true]);
      expect(got.lasts.at(-1)).to.equal(true);
    }
  });

  it('arrives whole in chunks, however they are cut', async () => {
    const body = '3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n';
    for (let end = 0; end < body.length; end += 1) {
      got.chunks.length = 0;
      got.lasts.length = 0;
      const socket = dial(at.port);
      await sent(socket, `${head('transfer-encoding: chunked')}${body.slice(0, end)}`);
      socket.write(body.slice(end));
      await readUntil(socket, /received$/);
      socket.destroy();
      expect(text()).to.equal('hello');
      expect(got.lasts.filter(Boolean)).to.deep.equal([true]);
      expect(got.lasts.at(-1)).to.equal(true);
    }
  });

  for (const [what, headers] of [
    ['is empty', ['content-length: 0']],
    ['is empty in chunks', ['transfer-encoding: chunked']],
  ] as const) {
    it(`ends at once where it ${what}`, async () => {
      const socket = dial(at.port);
      socket.write(`${head(...headers)}${what.endsWith('chunks') ? '0\r\n\r\n' : ''}`);
      await readUntil(socket, /received$/);
      socket.destroy();
      expect(text()).to.equal('');
      expect(got.lasts.filter(Boolean)).to.deep.equal([true]);
    });
  }

  it('of a MiB arrives whole', async () => {
    const body = 'x'.repeat(MIB);
    expect(await (await fetch(at.url, { method: 'POST', body })).text()).to.equal('received');
    expect(text() === body).to.equal(true);
  });

  it('waits while it is paused, and takes little memory then', async () => {
    let paused = false;
    onChunk = (response, isLast) => {
      if (paused || isLast) return;
      paused = true;
      response.pause();
    };
    const size = 32 * MIB;
    const client = httpRequest(at.url, { method: 'POST', headers: { 'content-length': size } });
    const answered = once(client, 'response');
    client.write(Buffer.alloc(size));
    // The client cannot send all of it while nobody takes it.
    while (!paused) await new Promise((resolve) => setImmediate(resolve));
    expect(client.writableLength).to.be.above(size / 2);
    expect(Buffer.concat(got.chunks).byteLength).to.be.below(4 * MIB);
    got.response?.resume();
    client.end();
    const [response] = await answered;
    response.resume();
    expect(Buffer.concat(got.chunks).byteLength).to.equal(size);
  });

  it('that ends in the middle is told once, and then nothing can be answered', async () => {
    const socket = dial(at.port);
    await sent(socket, `${head('content-length: 5')}he`);
    socket.destroy();
    while (got.aborted === 0) await new Promise((resolve) => setImmediate(resolve));
    if (got.response !== null) answer(got.response, 'too late');
    got.response?.close();
    expect(got.aborted).to.equal(1);
    expect(text()).to.equal('he');
    expect(got.lasts).not.to.include(true);
  });

  it('is not needed for an answer', async () => {
    onChunk = (response) => answer(response, 'at once');
    const socket = dial(at.port);
    socket.write(`${head('content-length: 50')}he`);
    expect(await readUntil(socket, /at once$/)).to.match(/^HTTP\/1\.1 200 /);
    socket.destroy();
    expect(got.aborted).to.equal(0);
  });

  it('whose chunks cannot be read is the end of its connection', async () => {
    const socket = dial(at.port);
    socket.write(`${head('transfer-encoding: chunked')}zz\r\nhello\r\n0\r\n\r\n`);
    await once(socket.resume(), 'close');
    expect(text()).to.equal('');
    expect(got.lasts).not.to.include(true);
  });
});
