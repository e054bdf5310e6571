import { createHash } from 'node:crypto';
import type { Reply } from './reply.js';

/** Where one gets to from the root of the server. */
interface Place {
  readonly name: string;
  readonly path: string;
  readonly what: string;
}

const PLACES: readonly Place[] = [
  { name: 'Console', path: '/console', what: 'Calls as they ring, the people, the inbox, the keys: start here' },
  { name: 'API', path: '/docs', what: 'Every operation, to read and to try' },
  { name: 'OpenAPI document', path: '/openapi.json', what: 'The same for programs' },
  { name: 'Health', path: '/health', what: 'Whether this server is well' },
];

const READ_MORE = 'docs/getting-started.md';

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9aa5b1; --line: #30363d; --paper: #0d1117; --link: #7ab7ff; }
}
body { background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { margin: 12vh auto 2rem; max-width: 34rem; padding: 0 1.25rem; }
h1 { font-size: 1.75rem; margin: 0 0 .25rem; }
p { color: var(--soft); margin: 0 0 1.5rem; }
ul { border-top: 1px solid var(--line); list-style: none; margin: 0 0 1.5rem; padding: 0; }
li { border-bottom: 1px solid var(--line); }
a { color: var(--link); display: block; padding: .75rem .25rem; text-decoration: none; }
a:hover strong, a:focus-visible strong { text-decoration: underline; }
a span { color: var(--soft); display: block; font-size: .9rem; }
code { font-size: .95em; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const item = ({ name, path, what }: Place): string =>
  `<li><a href="${path}"><strong>${name}</strong><span>${what}</span></a></li>`;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>cti-server</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>cti-server</h1>
      <p>This server stands between Dialpad and a CRM: webhooks in, live events out.</p>
      <ul>
        ${PLACES.map(item).join('\n        ')}
      </ul>
      <p>How to begin is in <code>${READ_MORE}</code> of the package <code>cti-server</code>.</p>
    </main>
  </body>
</html>
`;

const COMMON = { 'cache-control': 'no-cache', vary: 'accept' };

/** A page that says where one is. Nothing runs in it, and nothing of this server's state is in it. */
export const startPage: Reply = {
  status: 200,
  body: PAGE,
  headers: {
    ...COMMON,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  },
};

/** The same for programs. */
export const startDocument: Reply = {
  status: 200,
  body: {
    success: true,
    data: {
      name: 'cti-server',
      console: '/console',
      api: '/docs',
      openapi: '/openapi.json',
      health: '/health',
      documentation: `${READ_MORE} of the package cti-server`,
    },
  },
  headers: COMMON,
};
