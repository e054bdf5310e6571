import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { harmless, paintFor, type Table, tableText } from '../../../../src/adapters/inbound/cli/table.js';

const TABLE: Table = {
  head: ['NAME', 'STATUS', 'REASON'],
  rows: [
    ['a', 'failed', 'the payload names no call at all'],
    ['longer', 'ok', null],
  ],
  colours: { STATUS: { failed: 'red' } },
  empty: 'There are none.',
};
const plain = paintFor(new PassThrough(), {});
const terminal = Object.assign(new PassThrough(), { isTTY: true });
const RED = '\u001b[31m';

describe('a table of the command line', () => {
  it('aligns its columns, and has a dash for what is not there', () => {
    expect(tableText(TABLE, plain)).to.equal(
      'NAME    STATUS  REASON\na       failed  the payload names no call at all\nlonger  ok      -\n',
    );
    expect(tableText({ ...TABLE, rows: [] }, plain)).to.equal('There are none.\n');
  });

  it('cuts its last column where the terminal ends, unless hardly anything would be left of it', () => {
    expect(tableText(TABLE, plain, 34)).to.contain('a       failed  the payload names…\n');
    expect(tableText(TABLE, plain, 20)).to.contain('the payload names no call at all');
  });

  it('is coloured on a terminal, and where FORCE_COLOR is set; not where NO_COLOR is', () => {
    const cases = [
      [terminal, {}, true],
      [new PassThrough(), {}, false],
      [new PassThrough(), { FORCE_COLOR: '1' }, true],
      [new PassThrough(), { FORCE_COLOR: '0' }, false],
      [terminal, { NO_COLOR: '1' }, false],
      [terminal, { NO_COLOR: '' }, true],
      [terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ] as const;
    for (const [stream, env, coloured] of cases) {
      const text = tableText(TABLE, paintFor(stream, env), 34);
      expect(text.includes(RED), JSON.stringify(env)).to.equal(coloured);
      expect(stripVTControlCharacters(text)).to.equal(tableText(TABLE, plain, 34));
    }
  });

  it('lets nothing from outside control the terminal', () => {
    expect(harmless('a\u001b[2Jb\nc\u009bd\u202ee\u2028f')).to.match(/^ab c.*f$/);
    expect(harmless('a\u001b]0;title\u0007\u009b2J')).not.to.match(/[\p{Cc}\p{Cf}]/u);
    const name = 'x\u001b[31my\nz';
    expect(tableText({ head: ['NAME'], rows: [[name]], empty: '' }, plain)).to.equal('NAME\nxy z\n');
  });
});
