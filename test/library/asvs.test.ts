import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/asvs.md', ROOT), 'utf8');

/** How many items of levels 1 and 2 each section of ASVS 5.0.0 has. Some of a section are of level 3 and have later numbers. */
const SECTIONS: Readonly<Record<string, number>> = {
  ...{ '1.1': 2, '1.2': 9, '1.3': 11, '1.4': 3, '1.5': 2, '2.1': 3, '2.2': 3, '2.3': 4, '2.4': 1 },
  ...{ '3.2': 2, '3.3': 4, '3.4': 6, '3.5': 5, '3.7': 2, '4.1': 3, '4.2': 1, '4.3': 2, '4.4': 4 },
  ...{ '5.1': 1, '5.2': 3, '5.3': 2, '5.4': 3, '6.1': 3, '6.2': 12, '6.3': 4, '6.4': 4, '6.5': 5, '6.6': 3, '6.8': 4 },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 2, '7.6': 2, '8.1': 2, '8.2': 3, '8.3': 1, '8.4': 1 },
  ...{ '9.1': 3, '9.2': 4, '10.1': 2, '10.2': 2, '10.3': 4, '10.4': 11, '10.5': 5, '10.6': 2, '10.7': 3 },
  ...{ '11.1': 2, '11.2': 3, '11.3': 3, '11.4': 4, '11.5': 1, '11.6': 1, '12.1': 3, '12.2': 2, '12.3': 4 },
  ...{ '13.1': 1, '13.2': 5, '13.3': 2, '13.4': 5, '14.1': 2, '14.2': 4, '14.3': 3, '15.1': 3, '15.2': 3, '15.3': 7 },
  ...{ '16.1': 1, '16.2': 5, '16.3': 4, '16.4': 3, '16.5': 3, '17.1': 1, '17.2': 4, '17.3': 2 },
};

const rows = page.split('\n').filter((line) => /^\| \d/.test(line));

/** The items that a row names: `1.2.3`, or `1.2.3–1.2.5` for several. */
const itemsOf = (row: string): readonly string[] =>
  [...(row.split('|')[1] ?? '').matchAll(/(\d+\.\d+)\.(\d+)(?:–\d+\.\d+\.(\d+))?/g)].flatMap(([, section, from, to]) =>
    Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, n) => `${section}.${Number(from) + n}`),
  );

describe('the page about OWASP ASVS', () => {
  it('answers each item once', () => {
    const items = Object.entries(SECTIONS).flatMap(([section, many]) =>
      Array.from({ length: many }, (_, n) => `${section}.${n + 1}`),
    );
    expect(rows.flatMap(itemsOf).sort()).to.deep.equal(items.sort());
  });

  it('answers in one of four words', () => {
    const answers = new Set(rows.map((row) => row.split('|')[2]?.trim()));
    expect([...answers].sort()).to.deep.equal(['does not apply', 'met', 'not met', 'operator']);
  });

  it('names tests that exist', () => {
    const files = [...page.matchAll(/`((?:test|src)\/[\w./-]+)`/g)].map(([, file = '']) => file);
    expect(files.length).to.be.above(50);
    for (const file of files) expect(existsSync(new URL(file, ROOT)), file).to.equal(true);
  });
});
