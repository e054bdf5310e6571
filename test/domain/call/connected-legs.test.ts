import { expect } from 'chai';
import type { Call } from '../../../src/domain/call/call.js';
import { MAX_LEGS, makeLegIndex } from '../../../src/domain/call/connected-legs.js';
import { APP, call, dialpadId, OTHER_APP, observedAgain, upTo } from '../../../src/testing/storage/samples.js';

/** A leg that names another as its entry point. */
const leg = (id: number, entry?: number, appId = APP): Call =>
  call(
    { dialpadCallId: dialpadId(id), ...(entry === undefined ? {} : { entryPointCallId: dialpadId(entry) }) },
    { appId },
  );
const ids = (...numbers: readonly number[]) => numbers.map(dialpadId);

describe('connected legs', () => {
  it('are those that name each other, directly or through others, from any of them', () => {
    const index = makeLegIndex([leg(1), leg(2, 1), leg(3, 2), leg(4, 3), leg(8), leg(9, 8)]);
    for (const id of [1, 2, 3, 4])
      expect(index.connectedTo(APP, ids(id)), `from ${id}`).to.have.members(ids(1, 2, 3, 4));
    for (const id of [8, 9]) expect(index.connectedTo(APP, ids(id)), `from ${id}`).to.have.members(ids(8, 9));
  });

  it('are also those that name the same leg, even if that leg was never observed', () => {
    const index = makeLegIndex([leg(2, 1), leg(3, 1)]);
    expect(index.connectedTo(APP, ids(1))).to.have.members(ids(2, 3));
    expect(index.connectedTo(APP, ids(2))).to.have.members(ids(2, 3));
  });

  it('are found for several ids at once, each once', () => {
    const index = makeLegIndex([leg(1), leg(2, 1), leg(8), leg(9)]);
    expect(index.connectedTo(APP, ids(1, 2, 8, 8))).to.have.members(ids(1, 2, 8));
    expect(index.connectedTo(APP, ids(1, 2, 8, 8))).to.have.length(3);
  });

  it('are none if the id is unknown, or none is given', () => {
    const index = makeLegIndex([leg(1)]);
    expect(index.connectedTo(APP, ids(7))).to.deep.equal([]);
    expect(index.connectedTo(APP, [])).to.deep.equal([]);
  });

  it('are found if their links form a circle', () => {
    const index = makeLegIndex([leg(1, 2), leg(2, 3), leg(3, 1)]);
    expect(index.connectedTo(APP, ids(2))).to.have.members(ids(1, 2, 3));
  });

  it('belong to one app, even if another app has calls under the same ids', () => {
    const index = makeLegIndex([leg(1), leg(2, 1), leg(1, undefined, OTHER_APP), leg(3, 1, OTHER_APP)]);
    expect(index.connectedTo(APP, ids(1))).to.have.members(ids(1, 2));
    expect(index.connectedTo(OTHER_APP, ids(1))).to.have.members(ids(1, 3));
  });

  it('include legs that are added later, and legs that a known leg names later', () => {
    const alone = leg(3);
    const index = makeLegIndex([leg(1), alone]);
    expect(index.connectedTo(APP, ids(1))).to.deep.equal(ids(1));
    index.add(leg(2, 1));
    expect(index.connectedTo(APP, ids(1))).to.have.members(ids(1, 2));
    index.add(observedAgain(alone, { masterCallId: dialpadId(2) }));
    expect(index.connectedTo(APP, ids(1))).to.have.members(ids(1, 2, 3));
    expect(index.connectedTo(APP, ids(3))).to.have.members(ids(1, 2, 3));
  });

  it('are all found up to the limit; with one more, only the legs asked for are', () => {
    const legs = [leg(1), leg(2, 1), leg(3, 1)];
    expect(makeLegIndex(legs, 3).connectedTo(APP, ids(1, 7))).to.have.members(ids(1, 2, 3));
    expect(makeLegIndex([...legs, leg(4, 1)], 3).connectedTo(APP, ids(1, 2, 7))).to.deep.equal(ids(1, 2));
  });

  it('over the limit, are the legs of the app that were asked for', () => {
    const index = makeLegIndex([leg(2, 1), leg(3, 1), leg(1, undefined, OTHER_APP)], 1);
    expect(index.connectedTo(APP, ids(1, 2))).to.deep.equal(ids(2));
  });

  it('have the limit of a conversation by default', () => {
    const legs = upTo(MAX_LEGS - 1).map((n) => leg(n + 2, 1));
    expect(makeLegIndex([leg(1), ...legs]).connectedTo(APP, ids(1))).to.have.length(MAX_LEGS);
    expect(makeLegIndex([leg(1), ...legs, leg(1_000, 1)]).connectedTo(APP, ids(1))).to.deep.equal(ids(1));
  });
});
