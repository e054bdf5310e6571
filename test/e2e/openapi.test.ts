import { expect } from 'chai';
import { type Running, run } from './running.js';

interface Described {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { readonly operationId: string; readonly responses: object }>>;
}

describe('the OpenAPI document', () => {
  let at: Running;
  let described: Described;
  before(async () => {
    at = await run();
    described = (await at.request('GET', '/openapi.json')).body;
  });
  after(() => at.stop());

  const operations = () =>
    Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    );

  it('is OpenAPI 3.1, with every operation named once', () => {
    expect(described.openapi).to.equal('3.1.0');
    const names = operations().map(({ operation }) => operation.operationId);
    expect(names).to.deep.equal([...new Set(names)]);
    expect(names.length).to.be.at.least(35);
  });

  it('contains exactly the operations that exist', async () => {
    for (const { path, method } of operations()) {
      const url = path.replace(/\{\w+\}/g, '01890000-0000-7000-8000-0000000000aa');
      const answer = await fetch(`${at.url}${url}`, { method });
      await answer.arrayBuffer();
      expect([404, 405], `${method} ${path}`).not.to.include(answer.status);
    }
    const methods = new Map<string, Set<string>>();
    for (const { path, method } of operations()) methods.set(path, (methods.get(path) ?? new Set()).add(method));
    for (const [path, described] of methods) {
      const url = path.replace(/\{\w+\}/g, '01890000-0000-7000-8000-0000000000aa');
      const other = ['PUT', 'PATCH', 'DELETE'].find((method) => !described.has(method)) ?? 'PUT';
      const answer = await at.request(other, url);
      expect(answer.status, path).to.equal(405);
      expect(answer.headers.get('allow')?.split(', ').sort(), path).to.deep.equal(
        [...described, ...(described.has('GET') ? ['HEAD'] : [])].sort(),
      );
    }
  });

  it('is shown on a page that fetches nothing from other servers', async () => {
    const page = await fetch(`${at.url}/docs`);
    const html = await page.text();
    expect(page.headers.get('content-type')).to.match(/^text\/html/);
    expect(page.headers.get('content-security-policy')).to.contain("script-src 'self'");
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url);
    expect(files).to.have.length(3);
    for (const file of files) {
      expect(file).to.match(/^\/docs\//);
      const answer = await fetch(`${at.url}${file}`);
      expect(answer.status, file).to.equal(200);
      expect((await answer.text()).length, file).to.be.above(10);
    }
  });

  it('has a schema for each message of the event stream', async () => {
    const { events, components } = JSON.parse(await (await fetch(`${at.url}/docs/events.json`)).text());
    expect(events).to.include.keys(
      'call.ring',
      'call.ended',
      'voicemail.updated',
      'message.sent',
      'stream.hello',
      'error',
    );
    expect(events['call.ring'].required).to.include.members(['event', 'seq', 'call_id', 'target_crm_user']);
    expect(components).to.have.key('schemas');
  });
});
