import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { eachPage } from '../../../src/application/phone-system/each-page.js';
import type { PhoneSystemError } from '../../../src/application/ports/phone-system.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { upTo } from '../../../src/testing/storage/samples.js';

const REFUSED: PhoneSystemError = { _tag: 'RequestRefused', detail: 'no' };

describe('a list of several pages', () => {
  let asked: (string | null)[];

  /** A list of so many pages of two items; the page with the cursor `failing` is refused. */
  const read = (chapters: number, failing: string | null = 'none') =>
    eachPage((next) => {
      asked.push(next);
      if (next === failing) return TE.left(REFUSED);
      const at = Number(next ?? 0);
      return TE.right({ items: [2 * at, 2 * at + 1], next: at + 1 < chapters ? String(at + 1) : null });
    });

  beforeEach(() => {
    asked = [];
  });

  it('is read to its end, in order', async () => {
    expect(await rightOf(read(3))).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect(asked).to.deep.equal([null, '1', '2']);
  });

  it('may have a single page, which may be empty', async () => {
    expect(await rightOf(read(1))).to.deep.equal([0, 1]);
    expect(await rightOf(eachPage(() => TE.right({ items: [], next: null })))).to.deep.equal([]);
  });

  it('is refused where one page is', async () => {
    expect(await leftOf(read(3, '1'))).to.equal(REFUSED);
    expect(asked).to.deep.equal([null, '1']);
  });

  it('ends where a page names itself as the next', async () => {
    const items = await rightOf(
      eachPage((next) => {
        asked.push(next);
        return TE.right({ items: [asked.length], next: 'the same' });
      }),
    );
    expect(items).to.deep.equal([1, 2]);
    expect(asked).to.deep.equal([null, 'the same']);
  });

  it('may have a thousand pages; a longer one is an error', async () => {
    expect(await rightOf(read(1_000))).to.deep.equal(upTo(2_000));
    asked = [];
    const endless = await leftOf(read(Number.POSITIVE_INFINITY));
    expect(endless).to.include({ _tag: 'PhoneSystemUnavailable', retryAfterMs: null });
    expect(asked).to.have.length(1_000);
  });
});
