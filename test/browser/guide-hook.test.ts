import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { build, type Plugin } from 'esbuild';
import type { Browser } from 'playwright-core';
import { type Running, run } from '../e2e/running.js';
import { launchBrowser } from '../support/browser.js';

const PAGE = readFileSync(new URL('../../docs/react.md', import.meta.url), 'utf8');
const [, HOOK = ''] = /```javascript\n(.*?)```/s.exec(PAGE) ?? [];

const SCREEN = `
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useCTIWebSocket } from 'the-guide';

function Screen() {
  const socket = useCTIWebSocket();
  const [seen, setSeen] = useState([]);
  useEffect(() => {
    const note = ({ data }) => setSeen((before) => [...before, JSON.parse(data)]);
    const { current } = socket;
    current.addEventListener('message', note);
    current.addEventListener('open', () => setSeen((before) => [...before, { event: 'open' }]));
    return () => current.removeEventListener('message', note);
  }, [socket]);
  return <p>{seen.map(({ event, from_number }) => event + (from_number ?? '')).join(' ')}</p>;
}
createRoot(document.getElementById('root')).render(<Screen />);
`;

/** Gives the guide's hook under a name, with the guide's address filled in. */
const theGuide = (url: string): Plugin => ({
  name: 'the guide',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^the-guide$/ }, () => ({ path: 'the-guide', namespace: 'guide' }));
    onLoad({ filter: /.*/, namespace: 'guide' }, () => ({
      contents: HOOK.replace('wss://your-domain.com', url.replace('http', 'ws')),
      resolveDir: new URL('.', import.meta.url).pathname,
    }));
  },
});

describe('the hook of the integration guide', () => {
  let at: Running;
  let browser: Browser;
  before(async () => {
    at = await run();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await at.stop();
  });

  it('works in a browser as it is written', async () => {
    const app = await at.newApp('My App');
    const { outputFiles } = await build({
      stdin: { contents: SCREEN, loader: 'jsx', resolveDir: new URL('.', import.meta.url).pathname },
      define: { 'process.env.REACT_APP_CTI_API_KEY': JSON.stringify(app.key), 'process.env.NODE_ENV': '"development"' },
      plugins: [theGuide(at.url)],
      ...{ bundle: true, write: false, jsx: 'automatic' },
    });
    const page = `<!doctype html><div id="root"></div><script>${outputFiles[0]?.text.replaceAll('</script', '<\\/script')}</script>`;
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const tab = await browser.newPage();
      await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      await tab.getByText('open').waitFor();
      await at.deliver({ event_type: 'call.ring', call: { id: 1, direction: 'inbound', from: '555-0123' } });
      await at.deliver({ event_type: 'call.ended', call: { id: 1 } });
      await tab.getByText('call.ring555-0123 call.ended555-0123').waitFor();
      expect(await tab.getByRole('paragraph').textContent()).to.match(/^open call\.ring/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
