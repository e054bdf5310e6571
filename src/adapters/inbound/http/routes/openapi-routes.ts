import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { openApiDocument } from '../openapi/openapi-document.js';
import { type Handler, type Operation, type OperationDoc, type Route, route } from '../route.js';

const DOC: OperationDoc = {
  summary: 'This document',
  tag: 'Operation',
  access: 'public',
  answers: { 200: t.unknown },
};

const INFO = {
  title: 'cti-server',
  version: '0.1.0',
  description:
    'Connects Dialpad to a CRM: webhooks in; calls, voicemails and messages over REST; live events over WebSocket.',
};

/** The OpenAPI document, made from the codecs that the operations use, at the first request. It includes its own operation. */
export const openApiRoutes = (operations: readonly Operation[]): readonly Route[] => {
  const self: Operation = { method: 'GET', path: '/openapi.json', doc: DOC };
  let document: ReturnType<typeof openApiDocument> | null = null;
  const serve: Handler = () => {
    document ??= openApiDocument([...operations, self], INFO);
    return TE.right({ status: 200, body: document });
  };
  return [route('GET', '/openapi.json', serve, DOC)];
};
