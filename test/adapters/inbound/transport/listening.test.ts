import { once } from 'node:events';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import type { Transport, TransportHandlers } from '../../../../src/adapters/inbound/transport/transport.js';
import { freePort } from '../../../../src/testing/free-port.js';
import { dial, exchange, readUntil } from '../../../support/raw-client.js';
import { eachTransport, NOTHING, serving, TEST_LIMITS, TRANSPORTS } from '../../../support/transports.js';

const GET = 'GET /x HTTP/1.1\r\nhost: cti\r\n\r\n';

eachTransport('a port', (make) => {
  const made: Transport[] = [];
  const transportOf = (makeOne = make): Transport => {
    const transport = makeOne(TEST_LIMITS);
    transport.serve(NOTHING);
    made.push(transport);
    return transport;
  };
  afterEach(() => {
    for (const transport of made.splice(0)) {
      transport.stopListening();
      transport.close();
    }
  });

  it('is any free one for 0, and is not known before', async () => {
    const [one, other] = [transportOf(), transportOf()];
    expect(one.port()).to.equal(0);
    expect([await one.listen('127.0.0.1', 0), await other.listen('127.0.0.1', 0)]).to.deep.equal([true, true]);
    expect(one.port()).to.be.above(0).and.not.equal(other.port());
  });

  for (const [name, makeOther] of TRANSPORTS) {
    it(`is not shared with another transport, ${name}`, async () => {
      const first = transportOf();
      await first.listen('127.0.0.1', 0);
      // A port that was asked for by its number.
      const port = first.port();
      first.stopListening();
      const again = transportOf();
      expect(await again.listen('127.0.0.1', port)).to.equal(true);
      expect(await transportOf(makeOther).listen('127.0.0.1', port)).to.equal(false);
    });
  }

  it('that processes of one program share is not shared with another server', async () => {
    const port = await freePort();
    expect(await transportOf().listen('127.0.0.1', port, true)).to.equal(true);
    for (const [, makeOther] of TRANSPORTS) {
      expect(await transportOf(makeOther).listen('127.0.0.1', port)).to.equal(false);
    }
  });

  it('that cannot be opened is told', async () => {
    expect(await transportOf().listen('192.0.2.1', 0)).to.equal(false);
  });

  it('that is closed takes no connection, but what is under way on the others is answered', async () => {
    let answer = (): void => undefined;
    const request: TransportHandlers['request'] = (_, response) => {
      answer = () => response.send({ status: 200, headers: {}, body: 'done' }, { hangUp: false, withoutBody: false });
    };
    const transport = make(TEST_LIMITS);
    made.push(transport);
    transport.serve({ ...NOTHING, request });
    await transport.listen('127.0.0.1', 0);
    const port = transport.port();
    const [open, idle] = [dial(port), dial(port)];
    await Promise.all([once(open, 'connect'), once(idle, 'connect')]);
    const waiting = answer;
    open.write(GET);
    while (answer === waiting) await new Promise((resolve) => setImmediate(resolve));
    transport.stopListening();
    expect(await exchange(port, GET).catch(() => 'refused')).to.equal('refused');
    answer();
    expect(await readUntil(open, /done$/)).to.match(/^HTTP\/1\.1 200 /);
    idle.write(GET);
    while (answer === waiting) await new Promise((resolve) => setImmediate(resolve));
    open.destroy();
    idle.destroy();
  });

  it('that is closed for good ends every connection and socket', async () => {
    let closed = 0;
    const socket = {
      opened: () => undefined,
      received: () => undefined,
      drained: () => undefined,
      closed: () => {
        closed += 1;
      },
    };
    const at = await serving(make, {
      request: (_, response) => response.begin(200, {}),
      upgrade: (_, response) => response.accept('', socket),
    });
    const client = new WebSocket(`ws://127.0.0.1:${at.port}/ws`);
    await once(client, 'open');
    const connection = dial(at.port);
    connection.write(GET);
    await readUntil(connection, /200/);
    at.stop();
    await Promise.all([once(client, 'close'), once(connection, 'close')]);
    expect(closed).to.equal(1);
  });
});
