import * as E from 'fp-ts/lib/Either.js';
import { DOCS_CONTENT_SECURITY_POLICY, type DocsFile, docsFiles } from '../../openapi/docs-page.js';
import { type Handler, type PageRoute, pageRoute } from '../route.js';

const PATHS = ['/docs', '/docs/start.js', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js'];

/** The readable page of the API. Its files are read when somebody first asks for one, and kept. */
export const docsRoutes = (): readonly PageRoute[] => {
  let reading: Promise<readonly DocsFile[]> | null = null;
  const serve: Handler =
    ({ path }) =>
    async () => {
      reading ??= docsFiles();
      const file = (await reading).find((one) => one.path === path);
      const headers = {
        'content-type': file?.contentType ?? 'text/plain',
        'cache-control': 'max-age=3600',
        'content-security-policy': DOCS_CONTENT_SECURITY_POLICY,
      };
      return E.right({ status: 200, body: file?.text ?? '', headers });
    };
  return PATHS.map((path) => pageRoute(path, serve));
};
