import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type BodySource, makeRequestBodies } from '../../../../src/adapters/inbound/http/request-bodies.js';

const MIB = 1024 * 1024;

/** A response on which a body arrives as the test sends it. */
const arriving = () => {
  let receive: (chunk: Uint8Array, isLast: boolean) => void = () => undefined;
  let closed = false;
  const onData = (handler: typeof receive) => {
    receive = handler;
  };
  const close = () => {
    closed = true;
  };
  const source: BodySource = { onData, pause: () => undefined, resume: () => undefined, close };
  return { source, isClosed: () => closed, send: (chunk: Uint8Array, isLast = false) => receive(chunk, isLast) };
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the bodies of requests', () => {
  it('are whole, however they were cut', async () => {
    const bodies = makeRequestBodies({ most: 1_000, mostTogether: 10_000, withinMs: 5_000 });
    const { source, send } = arriving();
    const body = bodies.receive(source, null);
    for (const part of ['{"a"', '', ':', '"', 'x'.repeat(500), '"']) send(bytesOf(part));
    send(bytesOf('}'), true);
    const read = await body.read();
    expect(E.isRight(read) && Buffer.from(read.right).toString()).to.equal(`{"a":"${'x'.repeat(500)}"}`);
    body.drop();
    expect(bodies.bytes()).to.equal(0);
  });

  it('take no more memory in many pieces than in one', () => {
    const bodies = makeRequestBodies({ most: MIB, mostTogether: 256 * MIB, withinMs: 5_000 });
    const one = bytesOf('x');
    const before = process.memoryUsage().heapUsed;
    const opened = Array.from({ length: 4_000 }, () => {
      const { source, send } = arriving();
      const body = bodies.receive(source, null);
      for (let index = 0; index < 250; index += 1) send(one);
      return body;
    });
    expect(process.memoryUsage().heapUsed - before).to.be.below(100 * MIB);
    expect(bodies.bytes()).to.equal(4_000 * 256);
    for (const body of opened) body.drop();
  }).timeout(20_000);

  it('in pieces of a few bytes end their connection, and a thousand of a usual size are one body', async () => {
    const bodies = makeRequestBodies({ most: MIB, mostTogether: 4 * MIB, withinMs: 5_000 });
    const tiny = arriving();
    bodies.receive(tiny.source, null);
    for (let index = 0; index < 300; index += 1) tiny.send(bytesOf('x'));
    expect(tiny.isClosed()).to.equal(true);

    const usual = arriving();
    const body = bodies.receive(usual.source, null);
    for (let index = 0; index < 1_000; index += 1) usual.send(bytesOf('x'.repeat(1_000)), index === 999);
    expect(E.isRight(await body.read())).to.equal(true);
    expect(usual.isClosed()).to.equal(false);
  });
});
