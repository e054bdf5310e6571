import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse, us_socket_context_t } from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import type { IdGenerator } from '../../../../application/ports/id-generator.js';
import { problem, replyOf } from '../../http/problem.js';
import { readQuery } from '../../http/read-query.js';
import type { Reply } from '../../http/reply.js';
import { requestIdOf, sendReply } from '../../http/send-reply.js';
import { type AdmissionDeps, admit } from '../admission.js';
import type { SocketState } from './socket-state.js';

const SUBPROTOCOL = 'cti.v1';

/** Upgrades the request of a client that is admitted, then calls `upgraded`. Otherwise answers with the reason. */
export const upgrade = async (
  deps: AdmissionDeps & { readonly ids: IdGenerator },
  res: UwsResponse,
  req: UwsRequest,
  context: us_socket_context_t,
  upgraded: () => void,
): Promise<void> => {
  let open = true;
  res.onAborted(() => {
    open = false;
  });
  // The request can be read only until the first await.
  const { requestId, lacksUpgrade, key, query, handshake } = readUpgradeRequest(req, deps.ids);
  if (lacksUpgrade) return sendReply(res, requestId, UPGRADE_HEADER_MISSING);

  const client = await admit(deps, query, key);
  if (!open) return;
  if (E.isLeft(client)) return sendReply(res, requestId, replyOf(client.left));
  res.cork(() => {
    const { hello, socketKey, extensions } = handshake;
    const state: SocketState = { client: client.right, hello, subscriber: null, lastErrorAt: 0 };
    res.upgrade(state, socketKey, hello ? SUBPROTOCOL : '', extensions, context);
  });
  upgraded();
};

const readUpgradeRequest = (req: UwsRequest, ids: IdGenerator) => {
  const offered = req.getHeader('sec-websocket-protocol').split(',');
  return {
    requestId: requestIdOf(req, ids),
    // A proxy that does not pass the upgrade on asks like this. The socket would be closed as soon as it is opened.
    lacksUpgrade: req.getHeader('connection').toLowerCase() === 'close',
    key: req.getHeader('x-app-api-key'),
    query: readQuery(req.getQuery()),
    handshake: {
      hello: offered.some((protocol) => protocol.trim() === SUBPROTOCOL),
      socketKey: req.getHeader('sec-websocket-key'),
      extensions: req.getHeader('sec-websocket-extensions'),
    },
  };
};

/** The answer to a request that is no upgrade. */
export const upgradeRequired = (detail: string): Reply =>
  replyOf(problem(426, detail, { headers: { upgrade: 'websocket' } }));

const UPGRADE_HEADER_MISSING = upgradeRequired(
  'The header "Connection: Upgrade" is missing. Check that every proxy in front of the server passes it on.',
);
