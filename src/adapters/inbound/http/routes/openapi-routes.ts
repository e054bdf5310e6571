import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { openApiDocument } from '../openapi/openapi-document.js';
import { type Operation, type OperationDoc, type Route, route } from '../route.js';

const DOC: OperationDoc = {
  summary: 'This document',
  tag: 'Operation',
  access: 'public',
  answers: { 200: t.unknown },
};

/** The OpenAPI document, made from the codecs that the operations use. It includes its own operation. */
export const openApiRoutes = (operations: readonly Operation[]): readonly Route[] => {
  const self: Operation = { method: 'GET', path: '/openapi.json', doc: DOC };
  const document = openApiDocument([...operations, self], {
    title: 'cti-server',
    version: '0.1.0',
    description:
      'Connects Dialpad to a CRM: webhooks in; calls, voicemails and messages over REST; live events over WebSocket.',
  });
  return [route('GET', '/openapi.json', () => TE.right({ status: 200, body: document }), DOC)];
};
