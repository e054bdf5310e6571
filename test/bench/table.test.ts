import { expect } from 'chai';
import type { Figure } from '../../bench/row.js';
import { tableOf } from '../../bench/table.js';

const rate = (value: number | null, note?: string): Figure => ({
  ...{ name: 'reads', unit: '/s', value },
  ...(note === undefined ? {} : { note }),
});
const time = (value: number): Figure => ({ name: 'wait', unit: 'ms', value });

/** The cells of each line, by the name of its figure. */
const cellsOf = (table: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    table
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.slice(2, -2).split(' | '))
      .map(([name = '', , ...cells]) => [name, cells]),
  );

describe('the table of the bench', () => {
  it('is Markdown, with a column for each server', () => {
    expect(tableOf(new Map([['sqlite', [rate(5)]]]))).to.equal(
      '| | | sqlite |\n| --- | --- | ---: |\n| reads | /s | 5.00 |',
    );
  });

  it('says how many times better each of ours is than bare and than Fastify: more a second, less time', () => {
    const table = tableOf(
      new Map([
        ['bare', [rate(10_000), time(1)]],
        ['sqlite', [rate(5_000), time(4)]],
        ['fastify', [rate(500), time(40)]],
      ]),
    );
    expect(cellsOf(table)).to.deep.include({
      reads: ['10,000', '5,000 (0.50 · 10)', '500'],
      wait: ['1.00', '4.00 (0.25 · 10)', '40.0'],
    });
  });

  it('has a dash for a ratio to a server that has no such figure', () => {
    const fastify: readonly [string, readonly Figure[]] = ['fastify', [rate(500), time(40)]];
    const table = tableOf(new Map([['bare', [rate(0), time(1)]], ['sqlite', [rate(5_000), time(0)]], fastify]));
    expect(cellsOf(table)).to.deep.include({ reads: ['0.00', '5,000 (– · 10)', '500'] });
    expect(cellsOf(table)).to.deep.include({ wait: ['1.00', '0.00 (– · –)', '40.0'] });
  });

  it('has a dash for what was not measured, with a footnote where it is known why', () => {
    const table = tableOf(
      new Map([
        ['bare', [time(1)]],
        ['sqlite', [rate(null, 'too few'), time(2)]],
        ['mongodb', [rate(null, 'too slow'), time(3)]],
        ['fastify', [rate(7, 'too few')]],
      ]),
    );
    expect(cellsOf(table)).to.deep.include({ reads: ['–', '– ¹', '– ²', '7.00 ¹'] });
    expect(cellsOf(table)).to.deep.include({ wait: ['1.00', '2.00 (0.50 · –)', '3.00 (0.33 · –)', '–'] });
    expect(table).to.match(/\n\n¹ too few\. ² too slow\.$/);
  });

  it('numbers more than nine footnotes', () => {
    const figures = Array.from({ length: 10 }, (_, n) => ({ ...rate(null, `note ${n}`), name: `figure ${n}` }));
    const table = tableOf(new Map([['sqlite', figures]]));
    expect(table).to.include('| figure 9 | /s | – ¹⁰ |').and.to.include('¹⁰ note 9.');
  });

  it('keeps the order of the figures, also where the first server lacks some', () => {
    const named = (...names: readonly string[]): readonly Figure[] => names.map((name) => ({ ...rate(1), name }));
    const table = tableOf(
      new Map([
        ['bare', named('a', 'd')],
        ['sqlite', named('a', 'b', 'c', 'd', 'e')],
      ]),
    );
    expect([...table.matchAll(/^\| (\w) /gm)].map(([, name]) => name)).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
  });
});
