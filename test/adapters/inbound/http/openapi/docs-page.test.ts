import { expect } from 'chai';
import {
  DOCS_CONTENT_SECURITY_POLICY,
  type DocsFile,
  docsFiles,
} from '../../../../../src/adapters/inbound/http/openapi/docs-page.js';

describe('the documentation page of the API', () => {
  let files: readonly DocsFile[];
  before(async () => {
    files = await docsFiles();
  });
  const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';

  it('comes with every file that it refers to, each once and with its content type', () => {
    const named = [...textOf('/docs').matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(files.map(({ path }) => path)).to.have.members(['/docs', ...named]);
    const types: Readonly<Record<string, RegExp>> = { css: /^text\/css/, js: /^text\/javascript/, docs: /^text\/html/ };
    for (const { path, contentType, text } of files) {
      expect(contentType, path).to.match(types[path.split(/[./]/).at(-1) ?? ''] ?? /^$/);
      expect(text, path).not.to.equal('');
    }
  });

  it('has no inline script and no inline style, which its policy would block', () => {
    const html = textOf('/docs');
    expect(html).not.to.match(/<script(?![^>]*\bsrc=)/);
    expect(html).not.to.match(/<style|\son\w+=/);
  });

  it('refers to no other server', () => {
    expect(`${textOf('/docs')}${textOf('/docs/start.js')}`).not.to.match(/https?:|"\/\//);
  });

  it('starts the bundle with the OpenAPI document, in an element that exists', () => {
    const start = textOf('/docs/start.js');
    expect(start).to.contain("url: '/openapi.json'");
    expect(textOf('/docs/swagger-ui-bundle.js')).to.contain('SwaggerUIBundle');
    const [, place = 'none'] = /dom_id: '#(\w+)'/.exec(start) ?? [];
    expect(textOf('/docs')).to.contain(`id="${place}"`);
  });

  it('may run and fetch files of this server only', () => {
    const policy = new Map(
      DOCS_CONTENT_SECURITY_POLICY.split('; ').map((part) => {
        const [directive = '', ...sources] = part.split(' ');
        return [directive, sources.join(' ')] as const;
      }),
    );
    expect(policy.get('default-src')).to.equal("'none'");
    expect(policy.get('script-src')).to.equal("'self'");
    expect(policy.get('connect-src')).to.equal("'self'");
    expect(policy.get('frame-ancestors')).to.equal("'none'");
  });
});
