import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the tests of the suite it is called in a folder of their own, which goes with the last of them. */
export const tempFolder = (): (() => string) => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cti-storage-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
};
