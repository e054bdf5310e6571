import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Builds `dist` for publication: anew, so that nothing of an earlier build is in it, and without the modules that no entry of the
 * package reaches. Declarations of internals are among these; they name drivers whose types an install does not have.
 */

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const DIST = join(ROOT, 'dist');
const { exports, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** The files that a file imports, in any of the ways that the compiler writes. */
const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from |import |import\()['"](\.[^'"]+)\.js['"]/g)].map(([, path = '']) =>
    join(file, '..', path),
  );

/** Adds the files with this ending that one of them reaches. */
const reach = (file: string, ending: string, reached: Set<string>): Set<string> => {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const imported of importsOf(file)) reach(`${imported}${ending}`, ending, reached);
  return reached;
};

rmSync(DIST, { recursive: true, force: true });
const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
if (status !== 0) process.exit(1);

const reached = new Set<string>();
for (const { types, default: module } of Object.values<Record<'types' | 'default', string>>(exports)) {
  reach(join(ROOT, types), '.d.ts', reached);
  reach(join(ROOT, module), '.js', reached);
}
for (const program of Object.values<string>(bin)) reach(join(ROOT, program), '.js', reached);

for (const name of readdirSync(DIST, { recursive: true, encoding: 'utf8' })) {
  const file = join(DIST, name);
  if (/\.(?:js|d\.ts)$/.test(name) && !reached.has(file) && !name.includes('swagger-ui') && !name.startsWith('console'))
    rmSync(file);
}
// The next build is a whole one: this one's record says that what was deleted is there.
rmSync(join(DIST, '.tsbuildinfo'), { force: true });
process.stderr.write(`${reached.size} modules and declarations in ${relative(ROOT, DIST)}\n`);
