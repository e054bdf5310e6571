import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/*
 * Builds the console into a folder, `dist/console` unless an argument names another: one script and one style sheet whose names change
 * with their content, the page that loads them, each in three codings, and the list of them. Nothing is loaded from elsewhere.
 */

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SOURCES = join(ROOT, 'console');

/** Files smaller than this are not worth a coding, in bytes. */
const MIN_CODED = 256;

const bundled = async (): Promise<ReadonlyMap<string, Uint8Array>> => {
  const { outputFiles } = await build({
    entryPoints: { main: join(SOURCES, 'main.tsx') },
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
    legalComments: 'none',
    absWorkingDir: ROOT,
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
};

/** Such as `assets/main-0a1b2c3d4e.js`. */
const hashedName = (name: string, content: Uint8Array): string => {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  return `assets/${basename(name, extname(name))}-${hash}${extname(name)}`;
};

const store = (folder: string, name: string, content: Uint8Array | string): void => {
  const path = join(folder, name);
  const bytes = Buffer.from(content);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  if (bytes.length < MIN_CODED) return;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: quality }));
};

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b57d0"/><path d="M11 8c-2 1-3 3-2 6 1.500 4.500 5 8 9.500 9.500 3 1 5 0 6-2l-3.500-3-2.500 1.500c-2-1-3.500-2.500-4.500-4.500L15.500 12z" fill="#fff"/></svg>
`;

const page = (script: string, styles: string, icon: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Console</title>
    <link rel="icon" href="/console/${icon}">
    <link rel="stylesheet" href="/console/${styles}">
    <script type="module" src="/console/${script}"></script>
  </head>
  <body>
    <div id="console"></div>
    <noscript>The console needs JavaScript.</noscript>
  </body>
</html>
`;

/** Builds the console into this folder. What was there before is deleted. */
const buildConsole = async (folder: string): Promise<void> => {
  const manifest: Record<string, string> = { 'index.html': 'index.html' };
  rmSync(folder, { recursive: true, force: true });
  const files = new Map<string, Uint8Array>([...(await bundled()), ['icon.svg', Buffer.from(ICON)]]);
  for (const [name, content] of files) {
    const stored = hashedName(name, content);
    manifest[name] = stored;
    store(folder, stored, content);
  }
  store(folder, 'index.html', page(manifest['main.js'] ?? '', manifest['main.css'] ?? '', manifest['icon.svg'] ?? ''));
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
};

await buildConsole(process.argv[2] ?? join(ROOT, 'dist/console'));
