import * as E from 'fp-ts/lib/Either.js';
import { type ConsoleFile, type ConsoleFiles, INDEX, readConsole } from '../console/console-files.js';
import { codingFor } from '../console/content-coding.js';
import type { HttpRequest } from '../http-request.js';
import { problem } from '../problem.js';
import type { Reply } from '../reply.js';
import { type Handler, type PageRoute, pageRoute } from '../route.js';

/** The deepest view or file of the console, such as `/console/:a/:b`. */
const MAX_DEPTH = 6;
const PARTS = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, MAX_DEPTH);

/**
 * The console, from the folder that it was built to. Its files are read at the first request and kept. A path that names no file of
 * its manifest is a view, which the page itself shows. No part of a request becomes part of a path on disk.
 */
export const consoleRoutes = (folder: string): readonly PageRoute[] => {
  let reading: Promise<ConsoleFiles | null> | null = null;
  const files = (): Promise<ConsoleFiles | null> => {
    reading ??= readConsole(folder).then(
      (read) => {
        // Looked for again at the next request: it may be built meanwhile.
        if (read === null) reading = null;
        return read;
      },
      (unreadable: unknown) => {
        reading = null;
        throw unreadable;
      },
    );
    return reading;
  };
  const serve: Handler = (request) => {
    const asked = askedOf(request);
    return async () => {
      const read = await files();
      if (read === null) return E.left(NOT_BUILT);
      const file = read.get(asked.name) ?? (isView(asked.name) ? read.get(INDEX) : undefined);
      return file === undefined ? E.left(NO_FILE) : E.right(replyOf(file, asked));
    };
  };
  const paths = PARTS.map(
    (_, n) =>
      `/console/${PARTS.slice(0, n + 1)
        .map((part) => `:${part}`)
        .join('/')}`,
  );
  return ['/console', ...paths].map((path) => pageRoute(path, serve));
};

/** What a request says of what it wants. */
interface Asked {
  /** The path under `/console/`, decoded. */
  readonly name: string;
  readonly acceptsCodings: string | null;
  readonly knownEtags: string | null;
}

const askedOf = ({ params, header }: HttpRequest): Asked => ({
  name: PARTS.flatMap((part) => params[part] ?? []).join('/'),
  acceptsCodings: header('accept-encoding'),
  knownEtags: header('if-none-match'),
});

/** Whether a path may be a view of the console: no file by its ending, and no step out of the folder. */
const isView = (name: string): boolean =>
  !name.startsWith('assets/') && !FILE_NAME.test(name) && name.split('/').every((part) => VIEW_PART.test(part));

const FILE_NAME = /\.(?:js|css|map|json|html|txt|svg|png|ico|woff2|webmanifest|br|gz)$/i;
const VIEW_PART = /^(?!\.{1,2}$)[^\p{Cc}\\]*$/u;

const replyOf = ({ contentType, isHashed, etag, plain, coded }: ConsoleFile, asked: Asked): Reply => {
  const headers = {
    ...SECURITY_HEADERS,
    etag,
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
  };
  if (isKnown(etag, asked.knownEtags)) return { status: 304, body: null, headers };
  const coding = codingFor(asked.acceptsCodings, [...coded.keys()]);
  const body = coding === null ? plain : coded.get(coding);
  const encoding = coding === null ? {} : { 'content-encoding': coding };
  return { status: 200, body, headers: { ...headers, 'content-type': contentType, ...encoding } };
};

/** Whether the client has this already (RFC 9110 §13.1.2, compared weakly). */
const isKnown = (etag: string, known: string | null): boolean =>
  (known ?? '').split(',').some((one) => one.trim() === '*' || weakly(one.trim()) === weakly(etag));

const weakly = (etag: string): string => etag.replace(/^W\//, '');

/** Everything comes from this server, but for recordings, which a browser plays from where they are. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self' https:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

const NOT_BUILT = problem(
  404,
  'The console is not built. Build it with npm run build, or install cti-server from npm, where it is included.',
);
const NO_FILE = problem(404, 'The console has no such file. Reload the page: the server may have been updated.');
