import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import { TOKENS } from '../../src/adapters/container/tokens.js';
import { exchange } from '../support/raw-client.js';
import { TRANSPORTS } from '../support/transports.js';
import { type Running, run } from './running.js';

const SCRIPT = `console.log('${'calls '.repeat(200)}');`;
const PAGE = '<!doctype html><title>Console</title><script src="/console/assets/main-ABCDEF12.js"></script>';

/** A folder as the build of the console leaves it, with a file beside that is not listed. */
const consoleFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'console-'));
  const files = {
    'index.html': PAGE,
    'assets/main-ABCDEF12.js': SCRIPT,
    'icon.svg': '<svg/>',
    'secret.txt': 'not listed',
  };
  await mkdir(join(folder, 'assets'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, 'assets/main-ABCDEF12.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(folder, 'assets/main-ABCDEF12.js.gz'), gzipSync(SCRIPT));
  const manifest = { 'index.html': 'index.html', 'main.js': 'assets/main-ABCDEF12.js', 'icon.svg': 'icon.svg' };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
};

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Sends a request without what `fetch` adds or undoes, such as the decoding of a body. */
const get = (url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Got> =>
  new Promise((resolve, reject) => {
    const sent = ask(url, { method, headers, agent: false }, async (response) =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) }),
    );
    sent.on('error', reject).end();
  });

const servedFrom = (folder: string) =>
  new ContainerModule(({ rebind }) => void rebind(TOKENS.consoleFolder).toConstantValue(folder));

for (const [transport] of TRANSPORTS) {
  describe(`the console, on the transport ${transport}`, () => {
    let at: Running;
    let folder: string;
    before(async () => {
      folder = await consoleFolder();
      at = await run({ TRANSPORT: transport }, servedFrom(folder));
    });
    after(async () => {
      await at.stop();
      await rm(folder, { recursive: true });
    });

    const SCRIPT_PATH = '/console/assets/main-ABCDEF12.js';

    it('is one page at every path of a view, which a browser asks for anew each time', async () => {
      for (const path of ['/console', '/console/', '/console/calls', '/console/people/ann@example.com/calls?from=1']) {
        const { status, headers, body } = await get(`${at.url}${path}`);
        expect(status, path).to.equal(200);
        expect(String(body)).to.equal(PAGE);
        expect(headers['content-type']).to.equal('text/html; charset=utf-8');
        expect(headers['cache-control']).to.equal('no-cache');
      }
    });

    it('runs nothing that is not this server’s, and is in no frame', async () => {
      for (const path of ['/console', SCRIPT_PATH, '/console/icon.svg']) {
        const { headers } = await get(`${at.url}${path}`);
        const policy = String(headers['content-security-policy']);
        expect(policy).to.include("default-src 'none'; script-src 'self'; style-src 'self'");
        expect(policy).to.include("frame-ancestors 'none'").and.to.include("base-uri 'none'");
        expect(policy).not.to.include('unsafe');
        expect(headers['x-content-type-options']).to.equal('nosniff');
        expect(headers['referrer-policy']).to.equal('no-referrer');
      }
    });

    it('lets browsers keep what has a hash in its name for good, and nothing else', async () => {
      const script = await get(`${at.url}${SCRIPT_PATH}`);
      expect(script.headers['cache-control']).to.equal('public, max-age=31536000, immutable');
      expect((await get(`${at.url}/console/icon.svg`)).headers['cache-control']).to.equal('no-cache');
    });

    it('sends a file in the smallest coding that the client accepts', async () => {
      const codings: Readonly<Record<string, string | undefined>> = {
        'gzip, deflate, br, zstd': 'br',
        'gzip, br;q=0': 'gzip',
        'GZIP;q=0.5': 'gzip',
        '*': 'br',
        'br;q=0, gzip;q=0, *;q=0': undefined,
        zstd: undefined,
        '': undefined,
      };
      const decoded = { br: brotliCompressSync(SCRIPT), gzip: gzipSync(SCRIPT) };
      for (const [accepted, coding] of Object.entries(codings)) {
        const { headers, body } = await get(`${at.url}${SCRIPT_PATH}`, { 'accept-encoding': accepted });
        expect(headers['content-encoding'], accepted).to.equal(coding);
        expect(headers.vary, accepted).to.equal('accept-encoding');
        const wanted = coding === undefined ? Buffer.from(SCRIPT) : decoded[coding as keyof typeof decoded];
        expect(body.equals(wanted), accepted).to.equal(true);
      }
      // A file that the build did not compress is sent as it is.
      const icon = await get(`${at.url}/console/icon.svg`, { 'accept-encoding': 'br' });
      expect(icon.headers).not.to.have.property('content-encoding');
    });

    it('answers 304 to who has a file already, and HEAD with the length of the file', async () => {
      for (const path of ['/console', SCRIPT_PATH]) {
        const whole = await get(`${at.url}${path}`, { 'accept-encoding': 'br' });
        const etag = String(whole.headers.etag);
        for (const known of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
          const again = await get(`${at.url}${path}`, { 'if-none-match': known });
          expect(again.status, known).to.equal(304);
          expect(again.body.length).to.equal(0);
          expect(again.headers.etag).to.equal(etag);
          expect(again.headers).not.to.have.property('content-length');
        }
        expect((await get(`${at.url}${path}`, { 'if-none-match': '"other"' })).status).to.equal(200);
        const head = await get(`${at.url}${path}`, { 'accept-encoding': 'br' }, 'HEAD');
        expect(head.status).to.equal(200);
        expect(head.headers['content-length']).to.equal(String(whole.body.length));
        expect(head.body.length).to.equal(0);
      }
    });

    it('serves the files of its list alone: others are a 404, whatever is in the folder', async () => {
      for (const name of [
        'secret.txt',
        'manifest.json',
        'main.js',
        'assets/main-ABCDEF12.js.br',
        'assets/other-ABCDEF12.js',
        'assets/deep/er',
        'index.html.gz',
      ]) {
        const { status, body } = await get(`${at.url}/console/${name}`);
        expect(status, name).to.equal(404);
        expect(JSON.parse(String(body)).message).to.include('no such file');
      }
      expect((await get(`${at.url}/console/index.html`)).status).to.equal(200);
      expect((await get(`${at.url}/console/calls`, {}, 'POST')).status).to.equal(405);
    });

    it('never makes a path on disk of what a client sends', async () => {
      const tricks = [
        '/console/../package.json',
        '/console/../../etc/passwd',
        '/console/..%2f..%2fetc%2fpasswd',
        '/console/%2e%2e/%2e%2e/etc/passwd',
        '/console/%252e%252e/secret.txt',
        '/console/..\\..\\secret.txt',
        '/console/%5c..%5csecret.txt',
        '/console/secret.txt%00.svg',
        '/console/calls%00',
        '/console//secret.txt',
        '/console/./secret.txt',
        '/console/assets/../secret.txt',
        '/console/%E0%A4%A/secret.txt',
        '/console/__proto__/constructor',
      ];
      for (const path of tricks) {
        const answer = await exchange(at.server.port, `GET ${path} HTTP/1.1\r\nhost: cti\r\nconnection: close\r\n\r\n`);
        expect(answer, path).not.to.include('not listed').and.not.to.include('root:').and.not.to.include('"version"');
        expect(answer, path).to.match(path.includes('__proto__') ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 (400|404) /);
      }
    });
  });
}

describe('a console that is not built', () => {
  it('is a 404 that says what to do, until it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'console-'));
    const at = await run({}, servedFrom(folder));
    const missing = await at.request('GET', '/console/calls');
    expect(missing.status).to.equal(404);
    expect(missing.body.message).to.include('npm run build');
    await writeFile(join(folder, 'index.html'), PAGE);
    await writeFile(join(folder, 'manifest.json'), '{}');
    expect((await get(`${at.url}/console/calls`)).status).to.equal(200);
    await at.stop();
    await rm(folder, { recursive: true });
  });
});

describe('the root of the server', () => {
  for (const environment of ['development', 'production']) {
    it(`says where one is, to a browser as a page and to others as JSON, in ${environment}`, async () => {
      const production = {
        CLIENT_ID: 'id',
        CLIENT_SECRET: 'secret',
        REDIRECT_URI: 'https://cti.example.com/auth/dialpad/callback',
      };
      const at = await run({ NODE_ENV: environment, ...(environment === 'production' ? production : {}) });
      const page = await get(`${at.url}/`, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
      expect(page.status).to.equal(200);
      expect(page.headers['content-type']).to.equal('text/html; charset=utf-8');
      expect(page.headers.vary).to.equal('accept');
      expect(String(page.headers['content-security-policy'])).to.match(/^default-src 'none'; style-src 'sha256-/);
      expect(String(page.body)).not.to.match(/<script|\d+\.\d+\.\d+/);
      const links = [...String(page.body).matchAll(/href="([^"]+)"/g)].map(([, path]) => path);
      expect(links).to.deep.equal(['/console', '/docs', '/openapi.json', '/health']);
      for (const path of ['/docs', '/openapi.json', '/health'])
        expect((await get(`${at.url}${path}`)).status).to.equal(200);

      const { body, headers } = await get(`${at.url}/`);
      expect(headers['content-type']).to.match(/json/);
      expect(JSON.parse(String(body)).data).to.have.all.keys(
        'name',
        'console',
        'api',
        'openapi',
        'health',
        'documentation',
      );
      await at.stop();
    });
  }
});

describe('the descriptions of the API', () => {
  it('may be read by browsers of the origins that may use the API', async () => {
    const at = await run({ CORS_ORIGINS: 'https://crm.example.com' });
    for (const path of ['/openapi.json', '/docs/events.json']) {
      const allowed = async (origin: string) =>
        (await get(`${at.url}${path}`, { origin })).headers['access-control-allow-origin'];
      expect(await allowed('https://crm.example.com'), path).to.equal('https://crm.example.com');
      expect(await allowed('https://evil.example.com'), path).to.equal(undefined);
      expect((await get(`${at.url}${path}`, {}, 'OPTIONS')).status, path).to.equal(204);
    }
    await at.stop();
    const open = await run();
    expect((await get(`${open.url}/openapi.json`)).headers['access-control-allow-origin']).to.equal('*');
    expect((await get(`${open.url}/console`)).headers).not.to.have.property('access-control-allow-origin');
    await open.stop();
  });
});
