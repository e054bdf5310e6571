import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import type { TransportHandlers, TransportRequest } from '../../../../src/adapters/inbound/transport/transport.js';
import { dial, exchange, readUntil, sent } from '../../../support/raw-client.js';
import { eachTransport, type Serving, serving } from '../../../support/transports.js';

/** What a handler can read of a request. */
const readOf = (request: TransportRequest) => ({
  method: request.method(),
  path: request.path(),
  query: request.query(),
  first: request.header('x-one'),
  none: request.header('x-none'),
  lines: ['x-one', 'x-none', 'constructor'].map(request.lines.bind(request)),
  address: request.remoteAddress(),
});

eachTransport('a request', (make, name) => {
  let at: Serving;
  let served: ReturnType<typeof readOf>[];
  /** Answers with the path, in a later turn where the path says so. */
  const request: TransportHandlers['request'] = (asked, response) => {
    served.push(readOf(asked));
    const path = asked.path();
    const how = { hangUp: path === '/last', withoutBody: asked.method() === 'HEAD' };
    const answer = (): void => response.send({ status: 200, headers: {}, body: path }, how);
    if (path.startsWith('/later')) setImmediate(answer);
    else answer();
  };
  beforeEach(async () => {
    served = [];
    at = await serving(make, { request });
  });
  afterEach(() => at.stop());

  const get = (path: string, ...headers: readonly string[]): string =>
    [`GET ${path} HTTP/1.1`, 'host: cti', ...headers, '', ''].join('\r\n');

  it('is read as it was sent', async () => {
    const bytes = get('/a%2Fb/c%zz//d?x=1&y=%20?z', 'X-One: first', 'x-one: second', 'connection: close');
    const socket = dial(at.port);
    socket.write(bytes);
    await readUntil(socket, /\/d$/);
    socket.destroy();
    expect(served).to.have.length(1);
    const [only] = served;
    expect(only).to.deep.include({ method: 'GET', path: '/a%2Fb/c%zz//d', query: 'x=1&y=%20?z', first: 'first' });
    expect(only).to.deep.include({ none: '', lines: [['first', 'second'], [], []] });
    expect(only?.address).to.match(/127\.0\.0\.1|7f00:0*1/);
  });

  it('is read in a later turn as it was sent, if it was kept, also once others have come', async () => {
    const kept: TransportRequest[] = [];
    const read: ReturnType<typeof readOf>[] = [];
    const keeping = await serving(make, {
      request: (asked, response) => {
        asked.keep();
        kept.push(asked);
        setImmediate(() => {
          if (kept.length === 2) read.push(...kept.map(readOf));
          response.send({ status: 200, headers: {}, body: '' }, { hangUp: false, withoutBody: false });
        });
      },
    });
    for (const [path, value] of [
      ['/a?x=1', 'first'],
      ['/b', 'second'],
    ] as const) {
      await (await fetch(`${keeping.url}${path}`, { headers: { 'x-one': value } })).text();
    }
    keeping.stop();
    expect(read.map(({ address: _, ...head }) => head)).to.deep.equal([
      { method: 'GET', path: '/a', query: 'x=1', first: 'first', none: '', lines: [['first'], [], []] },
      { method: 'GET', path: '/b', query: '', first: 'second', none: '', lines: [['second'], [], []] },
    ]);
    for (const { address } of read) expect(address).to.match(/127\.0\.0\.1|7f00:0*1/);
  });

  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
    it(`has its method: ${method}`, async () => {
      expect(await (await fetch(`${at.url}/x`, { method })).text()).to.equal(method === 'HEAD' ? '' : '/x');
      expect(served.map((one) => one.method)).to.deep.equal([method]);
    });
  }

  it('has its head cut anywhere', async () => {
    const head = get('/cut', 'x-one: 1');
    // This build of µWebSockets.js refuses a request line that comes in two pieces with 505.
    const first = name === 'uws' ? head.indexOf('\r\n') + 2 : 1;
    for (let end = first; end < head.length; end += 1) {
      const socket = dial(at.port);
      await once(socket, 'connect');
      await sent(socket, head.slice(0, end));
      socket.write(head.slice(end));
      await readUntil(socket, /\/cut$/);
      socket.destroy();
    }
    expect(served).to.have.length(head.length - first);
    expect(served.every((one) => one.first === '1')).to.equal(true);
  });

  it('follows others on one connection', async () => {
    const socket = dial(at.port);
    for (const path of ['/1', '/later2', '/3', '/later4']) {
      socket.write(get(path));
      expect(await readUntil(socket, new RegExp(`${path}$`))).to.match(/^HTTP\/1\.1 200 /);
    }
    socket.destroy();
  });

  it('that is sent before the one before has its answer gets its own, in order, or none', async () => {
    const paths = ['/1', '/later2', '/3', '/later4', '/last'];
    const answers = await exchange(at.port, paths.map((path) => get(path)).join(''));
    const bodies = [...answers.matchAll(/\r\n\r\n(\/[a-z\d]+)/g)].map(([, path]) => path);
    // µWebSockets.js closes the connection of who does not wait.
    expect(bodies).to.deep.equal(name === 'node' ? paths : paths.slice(0, bodies.length));
    expect(served.map(({ path }) => path)).to.deep.equal(name === 'node' ? paths : paths.slice(0, 2));
  });

  for (const [what, headers] of [
    ['a WebSocket', ['upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==']],
    ['another protocol', ['upgrade: h2c', 'http2-settings: AAMAAABkAAQAoAAAAAIAAAAA']],
  ] as const) {
    // µWebSockets.js serves what follows an answer that was given at once.
    for (const before of name === 'node' ? ['/later', '/now'] : ['/later']) {
      it(`for ${what} that does not wait for the answer to ${before} ends its connection, and nothing else`, async () => {
        const socket = dial(at.port);
        socket.write(get(before) + get('/upgraded', 'connection: Upgrade', ...headers) + get('/behind'));
        await once(socket.resume(), 'close');
        expect(served.map(({ path }) => path)).not.to.include('/behind');
        expect(await (await fetch(`${at.url}/good`)).text()).to.equal('/good');
      });
    }
  }

  it('behind an answer that ends the connection is not served', async () => {
    expect(await exchange(at.port, get('/last') + get('/never'))).not.to.include('/never');
    expect(served.map(({ path }) => path)).to.deep.equal(['/last']);
  });

  it('with too large a head is refused, and its connection closed', async () => {
    const answer = await exchange(at.port, get('/x', `x-one: ${'x'.repeat(20_000)}`));
    expect(answer).to.match(/^HTTP\/1\.1 4(31|00) /);
    expect(served).to.deep.equal([]);
  });

  it('with a head of just less is served', async () => {
    const socket = dial(at.port);
    socket.write(get('/x', `x-one: ${'x'.repeat(16_000)}`));
    expect(await readUntil(socket, /\/x$/)).to.match(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  for (const malformed of [
    'no request at all\r\n\r\n',
    'GET /x HTTP/9.9\r\nhost: cti\r\n\r\n',
    'GET /x HTTP/1.1\r\nhost: cti\r\nx y: 1\r\n\r\n',
    '\0\0\0\0\r\n\r\n',
    '\u0016\u0003\u0001\u0002\0',
  ]) {
    it(`that is none is not served: ${JSON.stringify(malformed)}`, async () => {
      const socket = dial(at.port);
      socket.end(malformed);
      expect(await text(socket)).not.to.match(/HTTP\/1\.1 2/);
      expect(served).to.deep.equal([]);
    });
  }

  if (name === 'node') {
    it('in HTTP/1.0 is answered, and its connection closed', async () => {
      expect(await exchange(at.port, 'GET /old HTTP/1.0\r\n\r\n')).to.match(/^HTTP\/1\.1 200 .*\/old$/s);
    });

    it('is the last of its connection where more than a hundred wait behind it', async () => {
      const answers = await exchange(at.port, get('/later') + get('/x').repeat(200));
      expect(answers.match(/HTTP\/1\.1/g) ?? []).to.have.length.at.most(1);
    });
  }

  for (const [what, body] of [
    ['without a body', ''],
    ['with a body', 'content-length: 4\r\n\r\nbody'],
    ['with a body in chunks', 'transfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n'],
  ] as const) {
    it(`that asks for a protocol which is not spoken here is served like any other, ${what}`, async () => {
      const socket = dial(at.port);
      const head = 'POST /h2 HTTP/1.1\r\nhost: cti\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\n';
      socket.write(`${head}${body === '' ? 'content-length: 0\r\n\r\n' : body}`);
      expect(await readUntil(socket, /\/h2$/)).to.match(/^HTTP\/1\.1 200 /);
      socket.write(get('/next'));
      expect(await readUntil(socket, /\/next$/)).to.match(/^HTTP\/1\.1 200 /);
      socket.destroy();
      expect(served.map(({ path }) => path)).to.deep.equal(['/h2', '/next']);
    });
  }
});
