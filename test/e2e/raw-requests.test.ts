import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { INTERNAL_SECRET, type Running, run } from './running.js';

const MIB = 1024 * 1024;

describe('requests as bytes', function () {
  this.timeout(5_000);
  let at: Running;
  before(async () => {
    at = await run();
  });
  after(() => at.stop());

  const dial = (): Socket => connect({ port: at.server.port, host: '127.0.0.1' }).on('error', () => undefined);

  /** Everything that the server sends until it closes the connection. */
  const exchange = (...parts: readonly string[]): Promise<string> => {
    const socket = dial();
    for (const part of parts) socket.write(part);
    return text(socket);
  };

  const post = (headers: readonly string[], body: string, path = '/webhooks/dialpad'): string =>
    [`POST ${path} HTTP/1.1`, 'host: cti', ...headers, '', body].join('\r\n');

  /** A request that would make an app, were it taken for one. */
  const smuggled = (name: string): string => {
    const body = JSON.stringify({ name });
    const secret = `authorization: Bearer ${INTERNAL_SECRET}`;
    const length = `content-length: ${body.length}`;
    return post([secret, 'content-type: application/json', length], body, '/internal/apps');
  };
  const appNames = async (): Promise<readonly string[]> =>
    (await at.admin('GET', '/internal/apps?limit=100')).body.data.map((app: { name: string }) => app.name);

  it('of the method TRACE are refused, and not sent back', async () => {
    const answer = await exchange(
      'TRACE /health HTTP/1.1\r\nhost: cti\r\nx-secret: mirrored\r\nconnection: close\r\n\r\n',
    );
    expect(answer).to.match(/^HTTP\/1\.1 405 /);
    expect(answer).not.to.include('mirrored');
  });

  describe('whose end is in doubt are refused, their connection is closed, and what follows them is not a request', () => {
    const heads: Readonly<Record<string, readonly string[]>> = {
      'two content-lengths': ['content-length: 2', 'content-length: 2'],
      'two content-lengths that differ': ['content-length: 0', 'content-length: 2'],
      'a list of lengths': ['content-length: 2, 2'],
      'a length with a sign': ['content-length: +2'],
      'a negative length': ['content-length: -2'],
      'a length in hex': ['content-length: 0x2'],
      'a length that is no number': ['content-length: two'],
      'both a length and an encoding': ['content-length: 2', 'transfer-encoding: chunked'],
      'both, the other way round': ['transfer-encoding: chunked', 'content-length: 2'],
      'an unknown encoding': ['transfer-encoding: xchunked'],
      'an encoding before chunked': ['transfer-encoding: gzip, chunked'],
      'two encodings': ['transfer-encoding: chunked', 'transfer-encoding: identity'],
      identity: ['transfer-encoding: identity'],
      'an empty length': ['content-length:'],
      'an empty length before another': ['content-length:', 'content-length: 2'],
      'an empty length before an encoding': ['content-length:', 'transfer-encoding: chunked'],
      'an empty encoding': ['transfer-encoding:'],
      'an empty encoding before another': ['transfer-encoding:', 'transfer-encoding: chunked'],
      'two hosts': ['host: other', 'content-length: 2'],
    };
    for (const [what, head] of Object.entries(heads)) {
      for (const path of ['/webhooks/dialpad', '/internal/apps', '/ws', '/api/events/stream', '/nowhere']) {
        it(`${what} at ${path}`, async () => {
          const method = path === '/ws' || path.startsWith('/api') ? 'GET' : 'POST';
          const request = post(head, '{}', path).replace('POST', method);
          expect(await exchange(request)).to.match(/^HTTP\/1\.1 400 /);
          const answers = await exchange(request + smuggled(`behind ${what} at ${path}`));
          expect(answers).not.to.match(/HTTP\/1\.1 [^4]/);
          expect(await appNames()).not.to.include(`behind ${what} at ${path}`);
        });
      }
    }

    it('as is a body whose length the transport does not see, behind a header without a name', async () => {
      const body = smuggled('behind a nameless header');
      const socket = dial();
      socket.write(post([': x', `content-length: ${body.length}`], '', '/nowhere'));
      const answer = new Promise((resolve) => socket.once('data', resolve));
      // Node's own server refuses the header itself.
      expect(String(await answer)).to.match(/^HTTP\/1\.1 40[04] .*connection: close/is);
      // The body comes once the head was answered.
      socket.write(body);
      await text(socket).catch(() => '');
      expect(await appNames()).not.to.include('behind a nameless header');
    });

    const malformed: Readonly<Record<string, readonly string[]>> = {
      'a space before the colon': ['content-length : 2'],
      'a folded header': ['x-folded: a', ' b', 'content-length: 2'],
      'a folded encoding': ['transfer-encoding:', ' chunked'],
      'a bare line feed': ['x-first: a\ncontent-length: 2'],
      'a NUL': ['x-first: a\0', 'content-length: 2'],
    };
    for (const [what, head] of Object.entries(malformed)) {
      it(`as is ${what}`, async () => {
        const socket = dial();
        socket.end(post(head, '{}') + smuggled(`behind ${what}`));
        expect(await text(socket)).not.to.match(/HTTP\/1\.1 [^4]/);
        expect(await appNames()).not.to.include(`behind ${what}`);
      });
    }
  });

  it('in chunks are the last of their connection, because what follows chunks can be read in two ways', async () => {
    const socket = dial();
    const answers = text(socket);
    socket.write(post(['transfer-encoding: chunked', 'content-type: application/json'], '2\r\n{}\r\n0\r\n\r\n'));
    expect(await answers).to.match(/^HTTP\/1\.1 401 (.*\r\n)*connection: close\r\n/i);
  });

  describe('with a body', () => {
    const bodies = async (): Promise<number> => {
      const metrics = await (await fetch(`${at.url}/metrics?format=prometheus`)).text();
      return Number(/^cti_request_body_bytes (\d+)/m.exec(metrics)?.[1]);
    };

    it('are refused from the head where they are too long or may not come in', async () => {
      const long = await exchange(post([`content-length: ${MIB + 1}`], ''));
      expect(long).to.match(/^HTTP\/1\.1 413 /);
      const wrong = post(['authorization: Bearer a guess', `content-length: ${MIB}`], '', '/internal/apps');
      expect(await exchange(wrong)).to.match(/^HTTP\/1\.1 403 /);
      expect(await exchange(post([`content-length: ${MIB}`], '', '/nowhere'))).to.match(/^HTTP\/1\.1 404 /);
      const noKey = post([`content-length: ${MIB}`], '', '/api/ws-tickets');
      expect(await exchange(noKey)).to.match(/^HTTP\/1\.1 401 /);
    });

    it('hold a bounded number of bytes together, and leave room for a small one and for an administrator’s', async () => {
      const most = 48 * MIB;
      const app = await at.newApp('Clinic');
      const sockets = Array.from({ length: 100 }, () => dial());
      const part = Buffer.alloc(MIB - 1, 'x');
      const refused = sockets.map((socket) => text(socket).catch(() => ''));
      for (const socket of sockets) {
        socket.write(post([`content-length: ${MIB}`], ''));
        socket.write(part);
      }
      // More than there is room for was sent, so that some are refused.
      const first = await Promise.race(refused);
      expect(first).to.match(/^(HTTP\/1\.1 503 |$)/);
      expect(await bodies()).to.be.at.most(most);
      expect((await at.deliver({ event_type: 'call.ring', call_id: 8 })).status).to.be.oneOf([200, 202]);
      const batch = { mappings: [{ dialpad_user_id: 1, crm_user_id: 'ann' }], note: '' };
      // Longer than each of the others.
      const padded = { ...batch, note: 'x'.repeat(MIB - JSON.stringify(batch).length) };
      expect((await at.admin('POST', `/internal/apps/${app.id}/users/batch-map`, padded)).status).to.equal(200);
      for (const socket of sockets) socket.destroy();
      while ((await bodies()) > 0) await new Promise((resolve) => setImmediate(resolve));
    }).timeout(30_000);
  });
});
