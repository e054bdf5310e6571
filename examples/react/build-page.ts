import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { build } from 'esbuild';

export type Page = ReadonlyMap<string, { readonly type: string; readonly text: string }>;

const at = (path: string): string => new URL(path, import.meta.url).pathname;

/** Bundles the page. In this repository `cti-server` is its source; in yours it is the package. */
export const buildPage = async (): Promise<Page> => {
  const { outputFiles } = await build({
    entryPoints: { main: at('main.tsx'), styles: at('styles.css') },
    outdir: at('dist'),
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    alias: { 'cti-server/client': at('../../src/client/index.ts'), 'cti-server/react': at('../../src/react/index.ts') },
  });
  const files = outputFiles.map(({ path, text }): readonly [string, { type: string; text: string }] => [
    `/${basename(path)}`,
    { type: path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8', text },
  ]);
  const html = { type: 'text/html; charset=utf-8', text: await readFile(at('index.html'), 'utf8') };
  return new Map([['/', html], ...files]);
};
