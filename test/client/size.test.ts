import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { build } from 'esbuild';

/** Bytes. */
const MAX_SIZE = 6_144;

describe('the bundle of the client', () => {
  it('imports nothing, and is less than 6 KB gzipped', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: ['src/client/index.ts'],
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      metafile: true,
      write: false,
    });
    const size = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
    expect(size).to.be.within(1_000, MAX_SIZE);
    const others = Object.keys(metafile.inputs).filter((file) => !file.startsWith('src/client/'));
    expect(others).to.deep.equal([]);
  });
});
