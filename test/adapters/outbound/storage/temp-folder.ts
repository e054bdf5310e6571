import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a folder for the tests of the suite that calls this; it is deleted after the last of them. */
export const tempFolder = (): (() => string) => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cti-storage-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
};
