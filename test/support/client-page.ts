import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

/** A page of a CRM, served by a server of its own. */
export interface ServedPage {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Serves an empty page with this program of test/browser/pages. */
export const servePage = async (program: string): Promise<ServedPage> => {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../browser/pages/${program}`, import.meta.url).pathname],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><title>CRM</title><script type="module" src="/page.js"></script>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
