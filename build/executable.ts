import { chmod, readFile } from 'node:fs/promises';

/* Makes the programs of the package executable, which the compiler does not: `npx cti` runs the built file itself in a clone. */

const { bin } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
for (const program of Object.values<string>(bin)) await chmod(new URL(`../${program}`, import.meta.url), 0o755);
