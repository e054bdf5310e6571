import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import * as t from 'io-ts';
import { openApiDocument } from '../../../../../src/adapters/inbound/http/openapi/openapi-document.js';
import { pageParameters, word } from '../../../../../src/adapters/inbound/http/query-codecs.js';
import type { Operation, OperationDoc } from '../../../../../src/adapters/inbound/http/route.js';
import { listAnswer, oneAnswer } from '../../../../../src/adapters/wire/answers.js';
import { CallJson } from '../../../../../src/adapters/wire/call-json.js';
import { AppId, CallId } from '../../../../../src/domain/ids.js';
import { run } from '../../../../e2e/running.js';

const INFO = { title: 'Sample', version: '1.2.3', description: 'For a test.' };

const operation = (method: Operation['method'], path: string, doc: Partial<OperationDoc> = {}): Operation => ({
  method,
  path,
  doc: { summary: 'Something', tag: 'Calls', access: 'app', answers: { 200: oneAnswer(CallJson) }, ...doc },
});

interface DescribedOperation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, object>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly headers: object; readonly content: Readonly<Record<string, { readonly schema: object }>> }
    >
  >;
}
interface Described {
  readonly openapi: string;
  readonly info: object;
  readonly servers: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: object; readonly securitySchemes: object };
}

const described = (...operations: readonly Operation[]): Described =>
  JSON.parse(JSON.stringify(openApiDocument(operations, INFO)));

const only = (one: Operation): DescribedOperation => {
  const [found] = Object.values(described(one).paths).flatMap((methods) => Object.values(methods));
  if (found === undefined) throw new Error('no operation is described');
  return found;
};
const statuses = (one: Operation): readonly string[] => Object.keys(only(one).responses);

const verdict = async (document: unknown): Promise<unknown> => {
  // The validator resolves references in place.
  const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
  return valid ? 'valid' : errors;
};

const SAMPLES: readonly Operation[] = [
  operation('GET', '/api/calls', {
    query: t.partial({ ...pageParameters, order: word(['asc', 'desc']) }),
    answers: { 200: listAnswer(CallJson) },
  }),
  operation('GET', '/api/calls/:id', { params: { id: CallId } }),
  operation('PATCH', '/internal/apps/:app_id/calls/:id', {
    access: 'internal',
    params: { app_id: AppId, id: CallId },
    body: t.partial({ text: t.string }),
    failures: { 409: 'It is over.' },
  }),
  operation('POST', '/webhooks/dialpad', { access: 'webhook', body: t.unknown, answers: { 200: t.unknown } }),
  operation('GET', '/health', { access: 'public', answers: { 200: t.unknown, 503: t.unknown } }),
];

describe('an OpenAPI document', () => {
  it('is valid OpenAPI 3.1 for operations of every kind', async () => {
    expect(await verdict(described(...SAMPLES))).to.equal('valid');
  });

  it('is invalid for the same validator if it is incomplete or wrong', async () => {
    const { info: _, ...headless } = described(...SAMPLES);
    expect(await verdict(headless)).not.to.equal('valid');
    const unsecured = JSON.stringify(described(...SAMPLES)).replaceAll('"required":true,', '"required":"yes",');
    expect(await verdict(JSON.parse(unsecured))).not.to.equal('valid');
  });

  it('is the same for the same operations', () => {
    expect(described(...SAMPLES)).to.deep.equal(described(...SAMPLES));
  });

  it('contains everything that it refers to', () => {
    const document = described(...SAMPLES);
    const named = new Set([...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, n]) => n));
    expect([...named]).to.include.members(['Call', 'Failure', 'Pagination']);
    expect(Object.keys(document.components.schemas)).to.include.members([...named]);
    const schemes = Object.keys(document.components.securitySchemes);
    const used = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ security }) => security.flatMap((one) => Object.keys(one))),
    );
    expect(schemes).to.include.members(used);
  });

  it('lists the variable parts of a path as parameters, and groups the methods of a path', () => {
    const one = operation('GET', '/api/calls/:id', { params: { id: CallId } });
    const { paths } = described(one, { ...one, method: 'DELETE' });
    expect(Object.keys(paths)).to.deep.equal(['/api/calls/{id}']);
    expect(Object.keys(paths['/api/calls/{id}'] ?? {})).to.have.members(['get', 'delete']);
    expect(only(one).parameters).to.deep.equal([
      { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
    ]);
  });

  it('requires the parameters of a query that its codec requires', () => {
    const query = t.intersection([t.type({ from: t.string }), t.partial({ to: t.string })]);
    const parameters = only(operation('GET', '/api/calls', { query })).parameters;
    expect(parameters.map(({ name, required }) => [name, required])).to.deep.equal([
      ['from', true],
      ['to', false],
    ]);
  });

  it('requires a body only if one of its fields is required', () => {
    const bodyOf = (body: t.Mixed) => only(operation('POST', '/api/calls', { body })).requestBody;
    expect(bodyOf(t.type({ a: t.string }))?.required).to.equal(true);
    expect(bodyOf(t.partial({ a: t.string }))?.required).to.equal(false);
  });

  it('accepts a webhook as JSON or as a JWT', () => {
    const webhook = operation('POST', '/webhooks/dialpad', { access: 'webhook', body: t.unknown });
    expect(Object.keys(only(webhook).requestBody?.content ?? {})).to.have.members([
      'application/json',
      'application/jwt',
    ]);
  });

  it('does not require the signature header of a webhook, which may be a JWT', () => {
    expect(only(operation('POST', '/a', { access: 'webhook', body: t.unknown })).security).to.deep.equal([
      { webhook: [] },
      {},
    ]);
  });

  it('allows additional fields in a body, as the server does, but not in an answer', () => {
    const body = t.type({ list: t.array(t.type({ a: t.string })) });
    const { requestBody, responses } = only(operation('POST', '/a', { body, answers: { 200: body } }));
    expect(JSON.stringify(requestBody)).not.to.contain('additionalProperties');
    expect(JSON.stringify(responses[200]).match(/"additionalProperties":false/g)).to.have.length(2);
  });

  it('describes the headers with the limit and the time to retry', () => {
    const { responses } = only(operation('GET', '/a'));
    const standing = ['x-request-id', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];
    expect(Object.keys(responses[200]?.headers ?? {})).to.have.members(standing);
    expect(Object.keys(responses[429]?.headers ?? {})).to.have.members([...standing, 'retry-after']);
    expect(Object.keys(responses[503]?.headers ?? {})).to.have.members([...standing, 'retry-after']);
  });

  it('requires no credential for public operations', () => {
    expect(only(operation('GET', '/health', { access: 'public' })).security).to.deep.equal([]);
    expect(only(operation('GET', '/api/calls')).security).to.deep.equal([{ app: [] }]);
  });

  it('adds the failures of each kind of operation', () => {
    const app = ['200', '401', '403', '429', '500', '503'];
    const params = { id: CallId };
    const body = t.type({ a: t.string });
    expect(statuses(operation('GET', '/a', { access: 'public' }))).to.deep.equal(['200']);
    expect(statuses(operation('GET', '/a'))).to.have.members(app);
    expect(statuses(operation('GET', '/a', { query: t.partial(pageParameters) }))).to.have.members([...app, '400']);
    expect(statuses(operation('GET', '/a/:id', { params }))).to.have.members([...app, '400', '404']);
    expect(statuses(operation('POST', '/a', { body }))).to.have.members([...app, '400', '413', '415']);
    expect(statuses(operation('POST', '/a'))).to.have.members([...app, '413']);
    expect(statuses(operation('POST', '/a', { failures: { 409: 'It is over.' } }))).to.have.members([
      ...app,
      '409',
      '413',
    ]);
    const webhook = operation('POST', '/a', { access: 'webhook', body: t.unknown });
    expect(statuses(webhook)).to.have.members(['200', '400', '401', '413', '415', '429', '500', '503']);
  });

  it('gives every failure the same shape, and every answer a request id', () => {
    for (const one of SAMPLES.filter(({ doc }) => doc.access !== 'public')) {
      for (const [status, response] of Object.entries(only(one).responses)) {
        expect(response.headers, status).to.have.property('x-request-id');
        if (Number(status) < 400) continue;
        const schema = { $ref: '#/components/schemas/Failure' };
        expect(response.content['application/json']?.schema, status).to.deep.equal(schema);
      }
    }
  });

  it('allows another content type than JSON for an answer', () => {
    const doc = { contentType: 'text/event-stream', answers: { 200: t.string } };
    const { responses } = only(operation('GET', '/api/events/stream', doc));
    expect(Object.keys(responses[200]?.content ?? {})).to.deep.equal(['text/event-stream']);
    expect(Object.keys(responses[401]?.content ?? {})).to.deep.equal(['application/json']);
  });

  it('is not made if a codec has no schema', () => {
    const lost = operation('GET', '/a', { answers: { 200: t.record(t.string, t.string) } });
    expect(() => openApiDocument([lost], INFO)).to.throw('no JSON Schema');
  });
});

describe('the OpenAPI document of a running server', () => {
  it('is valid OpenAPI 3.1', async () => {
    const at = await run();
    const document = await (await fetch(`${at.url}/openapi.json`)).json();
    await at.stop();
    expect(await verdict(document)).to.equal('valid');
  });
});
