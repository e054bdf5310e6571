import * as E from 'fp-ts/lib/Either.js';
import { type Handler, type PageRoute, pageRoute } from '../route.js';
import { startDocument, startPage } from '../start-page.js';

/** The root of the server: a page for a browser, JSON for anything else. */
export const startRoutes = (): readonly PageRoute[] => {
  const serve: Handler = ({ header }) =>
    E.right(/\btext\/html\b/i.test(header('accept') ?? '') ? startPage : startDocument);
  return [pageRoute('/', serve)];
};
