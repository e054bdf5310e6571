import { expect } from 'chai';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { AppId } from '../../src/domain/ids.js';

const id = '01890000-abcd-7000-8000-0000000000af';

describe('an id of ours', () => {
  it('is a UUID in lower case, however it was written', () => {
    expect(AppId.decode(id)).to.deep.equal(right(id));
    expect(AppId.decode(id.toUpperCase())).to.deep.equal(right(id));
    expect([AppId.is(id), AppId.is(id.toUpperCase())]).to.deep.equal([true, false]);
    expect(AppId.encode(id as AppId)).to.equal(id);
  });

  it('is nothing else', () => {
    for (const other of [`${id}0`, `0${id}`, id.slice(1), id.replace('-', ''), id.replace('a', 'g'), '', null, 7]) {
      expect(isLeft(AppId.decode(other)), String(other)).to.equal(true);
      expect(AppId.is(other), String(other)).to.equal(false);
    }
    // It reads as one, and says that it is in lower case.
    const other = { toString: () => id, toLowerCase: (): unknown => other };
    expect([AppId.is(other), isLeft(AppId.decode(other))]).to.deep.equal([false, true]);
  });
});
