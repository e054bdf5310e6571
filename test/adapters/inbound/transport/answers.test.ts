import { once } from 'node:events';
import { expect } from 'chai';
import type { TransportHandlers, TransportResponse } from '../../../../src/adapters/inbound/transport/transport.js';
import { dial, exchange, readUntil, sent } from '../../../support/raw-client.js';
import { eachTransport, type Serving, serving } from '../../../support/transports.js';

const MIB = 1024 * 1024;
/** The bodies of large answers are of this letter, which no head has. */
const countX = (bytes: Buffer): number => bytes.reduce((count, byte) => count + (byte === 0x78 ? 1 : 0), 0);

const PLAIN = { hangUp: false, withoutBody: false };

eachTransport('an answer', (make) => {
  let at: Serving;
  let aborted: number;
  let request: TransportHandlers['request'];
  beforeEach(async () => {
    aborted = 0;
    at = await serving(make, {
      request: (asked, response) => {
        response.onAborted(() => {
          aborted += 1;
        });
        request(asked, response);
      },
    });
  });
  afterEach(() => at.stop());

  const GET = 'GET /x HTTP/1.1\r\nhost: cti\r\n\r\n';
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const untilAborted = async (): Promise<void> => {
    while (aborted === 0) await turn();
  };

  it('has its status, its headers and its body', async () => {
    request = (_, response) =>
      response.send({ status: 418, headers: { 'x-one': '1', 'content-type': 'text/plain' }, body: 'ünd 🫖' }, PLAIN);
    const answer = await fetch(at.url);
    expect([answer.status, answer.headers.get('x-one'), await answer.text()]).to.deep.equal([418, '1', 'ünd 🫖']);
    expect(answer.headers.get('content-length')).to.equal(String(Buffer.byteLength('ünd 🫖')));
    expect(aborted).to.equal(0);
  });

  it('of bytes is these bytes', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    request = (_, response) => response.send({ status: 200, headers: {}, body: bytes }, PLAIN);
    const answer = await fetch(at.url);
    expect(answer.headers.get('content-length')).to.equal('256');
    expect(new Uint8Array(await answer.arrayBuffer())).to.deep.equal(bytes);
  });

  it('304 is a head without a length, and the connection stays open unless it is to be closed', async () => {
    let hangUp = false;
    request = (_, response) => response.send({ status: 304, headers: {}, body: null }, { hangUp, withoutBody: false });
    const socket = dial(at.port);
    for (let n = 0; n < 2; n += 1) {
      socket.write(GET);
      const head = await readUntil(socket, /\r\n\r\n/);
      expect(head)
        .to.match(/^HTTP\/1\.1 304 /)
        .and.not.to.match(/content-length/i);
    }
    socket.destroy();
    hangUp = true;
    expect(await exchange(at.port, GET)).to.match(/^HTTP\/1\.1 304 /);
  });

  it('without a body says so', async () => {
    request = (_, response) => response.send({ status: 404, headers: {}, body: null }, PLAIN);
    const answer = await fetch(at.url);
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).to.deep.equal([404, '0', '']);
  });

  it('to HEAD says the length of the body, and has none', async () => {
    request = (_, response) =>
      response.send({ status: 200, headers: {}, body: 'hello' }, { hangUp: false, withoutBody: true });
    const socket = dial(at.port);
    socket.write('HEAD /x HTTP/1.1\r\nhost: cti\r\n\r\n');
    const first = await readUntil(socket, /\r\n\r\n/);
    socket.write('HEAD /x HTTP/1.1\r\nhost: cti\r\n\r\n');
    const second = await readUntil(socket, /\r\n\r\n/);
    socket.destroy();
    for (const answer of [first, second]) expect(answer).to.match(/^HTTP\/1\.1 200 .*content-length: 5\r\n/is);
    expect(first + second).not.to.include('hello');
  });

  it('204 is the head alone, and the connection stays open', async () => {
    request = (_, response) => response.send({ status: 204, headers: {}, body: null }, PLAIN);
    const socket = dial(at.port);
    for (let n = 0; n < 2; n += 1) {
      socket.write(GET);
      expect(await readUntil(socket, /\r\n\r\n/)).to.match(/^HTTP\/1\.1 204 /);
    }
    socket.destroy();
  });

  for (const [when, later] of [
    ['at once', false],
    ['later', true],
  ] as const) {
    it(`that ends its connection arrives whole, given ${when}`, async () => {
      request = (_, response) => {
        const send = (): void =>
          response.send({ status: 200, headers: {}, body: 'x'.repeat(MIB) }, { hangUp: true, withoutBody: false });
        if (later) setImmediate(send);
        else send();
      };
      const answer = await exchange(at.port, GET);
      expect(answer).to.match(/^HTTP\/1\.1 200 .*connection: close/is);
      expect(answer.length).to.be.above(MIB);
    });
  }

  it('arrives whole at a client that reads slowly', async () => {
    const body = 'x'.repeat(20 * MIB);
    request = (_, response) => response.send({ status: 200, headers: {}, body }, PLAIN);
    const socket = dial(at.port);
    socket.write(GET);
    let read = 0;
    while (read < body.length) {
      const [chunk] = await once(socket, 'data');
      read += countX(chunk);
      socket.pause();
      await turn();
      socket.resume();
    }
    socket.destroy();
    expect(read).to.equal(body.length);
  });

  it('of which a client takes only a part is over for it, and the next is served', async () => {
    const body = 'x'.repeat(20 * MIB);
    request = (_, response) => response.send({ status: 200, headers: {}, body }, PLAIN);
    const socket = dial(at.port);
    socket.write(GET);
    await once(socket, 'data');
    socket.destroy();
    expect((await (await fetch(at.url)).text()).length).to.equal(body.length);
    expect(aborted).to.equal(0);
  });

  it('is given once: what comes after it does nothing', async () => {
    request = (_, response) => {
      response.send({ status: 200, headers: {}, body: 'first' }, PLAIN);
      response.send({ status: 500, headers: {}, body: 'second' }, PLAIN);
      response.close();
    };
    const socket = dial(at.port);
    for (let n = 0; n < 2; n += 1) {
      socket.write(GET);
      const answer = await readUntil(socket, /first$/);
      expect(answer)
        .to.match(/^HTTP\/1\.1 200 /)
        .and.not.include('second');
    }
    socket.destroy();
    expect(aborted).to.equal(0);
  });

  it('cannot be given to a client that has gone, which is told once', async () => {
    let kept: TransportResponse | null = null;
    request = (_, response) => {
      kept = response;
    };
    const socket = dial(at.port);
    await sent(socket, GET);
    socket.destroy();
    await untilAborted();
    (kept as TransportResponse | null)?.send({ status: 200, headers: {}, body: 'late' }, PLAIN);
    (kept as TransportResponse | null)?.close();
    await turn();
    expect(aborted).to.equal(1);
  });

  it('may be none: the connection is closed, and that is told once', async () => {
    request = (_, response) => void setImmediate(() => response.close());
    expect(await exchange(at.port, GET)).to.equal('');
    await untilAborted();
    expect(aborted).to.equal(1);
  });

  describe('without a known length', () => {
    it('comes piece by piece, and ends', async () => {
      let go = (): void => undefined;
      request = (_, response) => {
        response.together(() => {
          response.begin(200, { 'x-one': '1' });
          response.write('one ');
        });
        go = () => response.end('two');
      };
      const answer = await fetch(at.url);
      expect([answer.status, answer.headers.get('x-one')]).to.deep.equal([200, '1']);
      const reader = answer.body?.getReader();
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).to.equal('one ');
      go();
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).to.equal('two');
      expect((await reader?.read())?.done).to.equal(true);
      expect(aborted).to.equal(0);
    });

    it('has a head alone for HEAD', async () => {
      request = (_, response) => {
        response.begin(200, { 'content-type': 'text/event-stream' });
        response.end('');
      };
      const socket = dial(at.port);
      socket.write('HEAD /x HTTP/1.1\r\nhost: cti\r\nconnection: close\r\n\r\n');
      const answer = await readUntil(socket, /\r\n\r\n/);
      socket.destroy();
      expect(answer)
        .to.match(/^HTTP\/1\.1 200 .*event-stream/is)
        .and.not.match(/content-length/i);
    });

    it('says when a client takes no more, and when it does again', async () => {
      const piece = 'x'.repeat(64 * 1024);
      let written = 0;
      let drained = 0;
      let total = 0;
      request = (_, response) => {
        const more = (): void =>
          response.together(() => {
            for (;;) {
              written += piece.length;
              if (!response.write(piece)) return;
            }
          });
        response.begin(200, {});
        response.onDrain(() => {
          drained += 1;
          if (written < 64 * MIB) more();
          else if (written < Number.POSITIVE_INFINITY) {
            total = written;
            written = Number.POSITIVE_INFINITY;
            response.end('the end');
          }
        });
        more();
      };
      const socket = dial(at.port).pause();
      await sent(socket, GET);
      while (written === 0) await turn();
      // The client reads nothing, so far less than all of it is written.
      expect(written).to.be.below(64 * MIB);
      let [end, got] = ['', 0];
      for await (const chunk of socket) {
        got += countX(chunk);
        end = (end + chunk.toString('latin1', Math.max(0, chunk.length - 20))).slice(-20);
        if (end.endsWith('the end\r\n0\r\n\r\n')) break;
      }
      expect(got).to.equal(total);
      expect(drained).to.be.above(1);
    }).timeout(20_000);

    it('of a client that has gone is told once', async () => {
      request = (_, response) => {
        response.begin(200, {});
        response.write('one');
      };
      const socket = dial(at.port);
      socket.write(GET);
      await readUntil(socket, /one/);
      socket.destroy();
      await untilAborted();
      expect(aborted).to.equal(1);
    });
  });
});
