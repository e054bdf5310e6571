// `node db.js` of the integration guide: says whether the database can be reached, as `npm run db:check` does.
import { existsSync } from 'node:fs';

const program = new URL('./dist/cti.js', import.meta.url);
if (existsSync(program)) {
  process.argv.splice(2, Infinity, 'check');
  await import(program.href);
} else {
  process.stderr.write('Build the server first: npm run build\n');
  process.exitCode = 1;
}
