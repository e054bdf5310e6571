import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the documentation page. */
export interface DocsFile {
  readonly path: string;
  readonly contentType: string;
  readonly text: string;
}

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>cti-server API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true });
`;

/** Only scripts of this server may run. Swagger UI needs inline styles and images in data URLs. */
export const DOCS_CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What the page uses of Swagger UI. */
export const SWAGGER_UI = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const;

/** The documentation page of the API. Nothing is fetched from other servers. */
export const docsFiles = async (): Promise<readonly DocsFile[]> => {
  const folder = swaggerUiFolder();
  const packaged = (name: (typeof SWAGGER_UI)[number]) => readFile(join(folder, name), 'utf8');
  return [
    { path: '/docs', contentType: 'text/html; charset=utf-8', text: PAGE },
    { path: '/docs/start.js', contentType: 'text/javascript; charset=utf-8', text: START },
    {
      path: '/docs/swagger-ui.css',
      contentType: 'text/css; charset=utf-8',
      text: await packaged('swagger-ui.css'),
    },
    {
      path: '/docs/swagger-ui-bundle.js',
      contentType: 'text/javascript; charset=utf-8',
      text: await packaged('swagger-ui-bundle.js'),
    },
  ];
};

/** The copy that the build puts beside this module; the sources, which have none, use the development dependency. */
const swaggerUiFolder = (): string => {
  const copy = fileURLToPath(new URL('./swagger-ui/', import.meta.url));
  return existsSync(copy) ? copy : join(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'), '..');
};
