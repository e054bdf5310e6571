import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { DOCS_CONTENT_SECURITY_POLICY, type DocsFile, docsFiles } from '../openapi/docs-page.js';
import { eventSchemas } from '../openapi/event-schemas.js';
import type { Components } from '../openapi/schema-of.js';
import { type Handler, type PageRoute, pageRoute } from '../route.js';

const PATHS = ['/docs', '/docs/start.js', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js'];

/** The JSON Schema of each message of the event stream, by its name. */
const serveEventSchemas: Handler = () => {
  const components: Components = new Map();
  const events = Object.fromEntries(eventSchemas(components));
  return TE.right({ status: 200, body: { events, components: { schemas: Object.fromEntries(components) } } });
};

/** The documentation page of the API. Its files are read at the first request and cached. */
export const docsRoutes = (): readonly PageRoute[] => {
  let reading: Promise<readonly DocsFile[]> | null = null;
  const serve: Handler =
    ({ path }) =>
    async () => {
      reading ??= docsFiles().catch((unreadable: unknown) => {
        // Read again at the next request.
        reading = null;
        throw unreadable;
      });
      const file = (await reading).find((one) => one.path === path);
      const headers = {
        'content-type': file?.contentType ?? 'text/plain',
        'cache-control': 'max-age=3600',
        'content-security-policy': DOCS_CONTENT_SECURITY_POLICY,
      };
      return E.right({ status: 200, body: file?.text ?? '', headers });
    };
  return [...PATHS.map((path) => pageRoute(path, serve)), pageRoute('/docs/events.json', serveEventSchemas)];
};
