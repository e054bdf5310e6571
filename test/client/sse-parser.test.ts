import { expect } from 'chai';
import fc from 'fast-check';
import { makeSseParser } from '../../src/client/stream/sse-parser.js';

const read = (...pieces: readonly string[]) => {
  const parse = makeSseParser();
  return pieces.flatMap((piece) => parse(piece));
};

describe('the parser of Server-Sent Events', () => {
  it('reads events, their types, and data on several lines; passes over comments and other fields', () => {
    expect(read('retry: 3000\n\n: here\n\nid: 1\ndata: {"a":1}\n\nevent: close\ndata:x\ndata: y\n\n')).to.deep.equal([
      { type: 'message', data: '{"a":1}' },
      { type: 'close', data: 'x\ny' },
    ]);
    expect(read('data: a: b\r\n\r\n: here\r\ndata: c\r\n\r\n')).to.deep.equal([
      { type: 'message', data: 'a: b' },
      { type: 'message', data: 'c' },
    ]);
  });

  it('reads data that holds the line ends of Unicode, as JSON may', () => {
    const text = 'one\u2028two\u2029three\u0085four';
    expect(read(`id: 1\ndata: ${text}\n\n`)).to.deep.equal([{ type: 'message', data: text }]);
  });

  it('reads the same however the text is cut into pieces', () => {
    const text = 'id: 1\ndata: {"a":"é"}\n\n: here\n\nevent: close\r\ndata: y\r\n\r\ndata: z\n\n';
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, n) => text.slice(places[n], end));
        expect(read(...pieces)).to.deep.equal(read(text));
      }),
    );
  });

  it('keeps no event that is not whole, and gives up one without an end', () => {
    expect(read('data: a')).to.deep.equal([]);
    const parse = makeSseParser();
    const megabyte = 'x'.repeat(2 ** 20);
    expect(() => {
      for (let n = 0; n < 17; n += 1) parse(megabyte);
    }).to.throw('an event without an end');
  });
});
