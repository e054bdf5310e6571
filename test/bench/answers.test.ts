import { expect } from 'chai';
import { answersTo } from '../../bench/answers.js';

const answer = (status: string, body: string, header = 'content-length'): string =>
  `HTTP/1.1 ${status}\r\nx-other: 1\r\n${header}: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const ANSWERS = Buffer.from(
  answer('200 OK', '{"name":"Zoë"}') +
    answer('503 Service Unavailable', '') +
    answer('200 OK', 'x\r\n\r\ny', 'Content-Length'),
);
const EXPECTED = [
  [200, '{"name":"Zoë"}'],
  [503, ''],
  [200, 'x\r\n\r\ny'],
];

const readIn = (pieces: readonly Buffer[]): readonly (readonly [number, string])[] => {
  const read: (readonly [number, string])[] = [];
  const take = answersTo((status, body) => read.push([status, body.toString()]));
  for (const piece of pieces) take(piece);
  return read;
};

describe('the answers on a connection of the bench', () => {
  it('are found however many come at once', () => {
    expect(readIn([ANSWERS])).to.deep.equal(EXPECTED);
  });

  it('are found wherever the bytes are divided', () => {
    for (let at = 0; at <= ANSWERS.length; at += 1)
      expect(readIn([ANSWERS.subarray(0, at), ANSWERS.subarray(at)]), `divided at ${at}`).to.deep.equal(EXPECTED);
    expect(readIn([...ANSWERS].map((byte) => Buffer.from([byte])))).to.deep.equal(EXPECTED);
  });

  it('have to say how long they are', () => {
    expect(() => readIn([Buffer.from('HTTP/1.1 200 OK\r\n\r\n')])).to.throw('an answer without a length');
  });
});
