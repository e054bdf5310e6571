import { readFileSync } from 'node:fs';
import { expect } from 'chai';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

const blocksOf = (page: string) =>
  [...read(page).matchAll(/```tsx?\n\/\/ (examples\/react\/\S+)\n(.*?)\n```/gs)].map(([, file = '', text = '']) => ({
    file,
    text,
  }));

describe('the code of the pages about React', () => {
  for (const page of ['docs/react.md', 'docs/getting-started.md']) {
    it(`is cut out of the example: ${page}`, () => {
      const blocks = blocksOf(page);
      expect(blocks.length).to.be.above(1);
      for (const { file, text } of blocks) {
        for (const part of text.split(/\n? *\/\/ …\n/)) expect(read(file), file).to.contain(part);
      }
    });
  }
});
