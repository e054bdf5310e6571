import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Semigroup } from 'fp-ts/lib/Semigroup.js';
import {
  changed,
  earliest,
  everTrue,
  type Known,
  known,
  latest,
  latestKnown,
  latestList,
  type Moment,
  orUnknown,
  steady,
} from '../../src/domain/merge.js';

/** Few enough that ties are common. */
const at = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null });
const word: fc.Arbitrary<Known<string> | null> = fc.option(fc.record({ value: fc.constantFrom('a', 'b', 'c'), at }), {
  nil: null,
});
const list: fc.Arbitrary<Known<readonly string[]> | null> = fc.option(
  fc.record({ value: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }), at }),
  { nil: null },
);
const moment: fc.Arbitrary<Moment> = fc.record({ at: fc.integer({ min: 0, max: 3 }), stated: fc.boolean() });

const isMerge = <A>({ concat }: Semigroup<A>, values: fc.Arbitrary<A>) =>
  fc.assert(
    fc.property(values, values, values, (x, y, z) => {
      expect(concat(x, y)).to.deep.equal(concat(y, x));
      expect(concat(concat(x, y), z)).to.deep.equal(concat(x, concat(y, z)));
      expect(concat(x, x)).to.deep.equal(x);
    }),
  );

describe('a merge', () => {
  it('does not care for order, grouping or repetition', () => {
    isMerge(latestKnown<string>(), word);
    isMerge(latestList, list);
    isMerge(earliest, moment);
    isMerge(latest, moment);
    isMerge(everTrue, fc.boolean());
  });

  it('takes the latest word', () => {
    const [old, young, timeless] = [
      { value: 'b', at: 1 },
      { value: 'a', at: 2 },
      { value: 'c', at: null },
    ];
    const { concat } = latestKnown<string>();
    expect([concat(old, young), concat(young, old)]).to.deep.equal([young, young]);
    expect([concat(timeless, old), concat(old, timeless)]).to.deep.equal([old, old]);
  });

  it('settles a tie by value: the larger', () => {
    const { concat } = latestKnown<string>();
    for (const time of [1, null]) {
      expect(concat({ value: 'a', at: time }, { value: 'b', at: time })).to.deep.equal({ value: 'b', at: time });
    }
    const [short, long] = [
      { value: ['a'], at: 1 },
      { value: ['b'], at: 1 },
    ];
    expect(latestList.concat(long, short)).to.equal(long);
    expect(latestList.concat({ value: ['a'], at: 2 }, long)?.value).to.deep.equal(['a']);
  });

  it('takes what is known before what is not', () => {
    const { concat } = orUnknown(latest);
    const one = { at: 1, stated: true };
    expect([concat(null, one), concat(one, null), concat(null, null)]).to.deep.equal([one, one, null]);
    expect(concat(one, { at: 2, stated: true })?.at).to.equal(2);
  });

  it('takes a moment that was stated before one that was inferred', () => {
    const [stated, inferred] = [{ at: 5, stated: true }, (at: number): Moment => ({ at, stated: false })];
    for (const { concat } of [earliest, latest]) {
      for (const time of [1, 9]) expect(concat(inferred(time), stated)).to.equal(stated);
    }
    expect(earliest.concat(inferred(1), inferred(9)).at).to.equal(1);
    expect(latest.concat(inferred(1), inferred(9)).at).to.equal(9);
  });

  it('stays true', () => {
    expect([everTrue.concat(true, false), everTrue.concat(false, false)]).to.deep.equal([true, false]);
  });

  it('hands back the very record to which nothing was new', () => {
    const { concat } = steady<{ readonly a: boolean; readonly b: boolean }>({
      concat: (x, y) => ({ a: x.a || y.a, b: x.b || y.b }),
    });
    const before = { a: true, b: false };
    expect(concat(before, { a: true, b: false })).to.equal(before);
    expect(concat(before, { a: false, b: true })).to.deep.equal({ a: true, b: true });
  });

  it('brought something where one field or another is not the same', () => {
    expect(changed({ a: 1, b: 2 }, { a: 1, b: 2 })).to.equal(false);
    expect(changed({ a: 1, b: 2 }, { a: 1, b: 3 })).to.equal(true);
  });
});

describe('a value', () => {
  it('is known with its time, unless there is none', () => {
    expect(known('a', 1)).to.deep.equal({ value: 'a', at: 1 });
    expect(known('', null)).to.deep.equal({ value: '', at: null });
    expect([known(null, 1), known(undefined, 1)]).to.deep.equal([null, null]);
  });
});
