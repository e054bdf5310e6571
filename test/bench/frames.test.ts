import { expect } from 'chai';
import { readFrames } from '../../bench/frames.js';

/** A frame as a server sends it: without a mask. */
const frame = (opcode: number, payload: Buffer): Buffer => {
  if (payload.length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]);
  const head = Buffer.alloc(payload.length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = head.length === 4 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(payload.length, 2);
  else head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
};

const [TEXT, PING, PONG] = [1, 9, 10];
const messages = ['', 'short', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(70_000)];

const readIn = (pieces: readonly Buffer[]) => {
  const lengths: number[] = [];
  let pings = 0;
  let rest: Buffer = Buffer.alloc(0);
  const on = { message: (text: Buffer) => lengths.push(text.length), ping: () => (pings += 1) };
  for (const piece of pieces) rest = readFrames(Buffer.concat([rest, piece]), on);
  return { lengths, pings, rest: rest.length };
};

describe('the frames on a socket of the bench', () => {
  const bytes = Buffer.concat([
    ...messages.map((text) => frame(TEXT, Buffer.from(text))),
    frame(PING, Buffer.from('are you there')),
    frame(PONG, Buffer.alloc(0)),
  ]);
  const expected = { lengths: messages.map((text) => text.length), pings: 1, rest: 0 };

  it('are found however many come at once', () => {
    expect(readIn([bytes])).to.deep.equal(expected);
  });

  it('are found wherever the bytes are divided', () => {
    for (let at = 0; at <= 400; at += 1)
      expect(readIn([bytes.subarray(0, at), bytes.subarray(at)]), `divided at ${at}`).to.deep.equal(expected);
  });

  it('wait until they are whole', () => {
    expect(readIn([bytes.subarray(0, 5)])).to.deep.equal({ lengths: [0], pings: 0, rest: 3 });
  });
});
