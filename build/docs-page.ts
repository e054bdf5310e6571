import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { SWAGGER_UI } from '../src/adapters/inbound/http/openapi/docs-page.js';

/*
 * Copies what the documentation page serves of Swagger UI to the built program, with its licences. So it is no dependency of the
 * package: a user would install nine megabytes of other bundles with it, and telemetry that runs at install.
 */

const LICENCES = ['LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt'];

const from = pathToFileURL(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const to = new URL('../dist/adapters/inbound/http/openapi/swagger-ui/', import.meta.url);

await mkdir(to, { recursive: true });
for (const name of LICENCES) await copyFile(new URL(name, from), new URL(name, to));
for (const name of SWAGGER_UI) {
  const text = await readFile(new URL(name, from), 'utf8');
  // The source map stays behind.
  await writeFile(new URL(name, to), text.replace(/\n\/[*/]# sourceMappingURL=.*\s*$/, '\n'));
}
