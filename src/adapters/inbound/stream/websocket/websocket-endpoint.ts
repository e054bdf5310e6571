import * as E from 'fp-ts/lib/Either.js';
import { addressOf } from '../../http/client-address.js';
import type { Endpoint } from '../../http/endpoint.js';
import { problem, replyOf } from '../../http/problem.js';
import { readQuery } from '../../http/read-query.js';
import { unlessRefused } from '../../http/refused-head.js';
import type { Reply } from '../../http/reply.js';
import { requestIdOf, sendReply } from '../../http/send-reply.js';
import type { TransportRequest, TransportResponse, UpgradeResponse } from '../../transport/transport.js';
import { admit, admitEarly, badKey, type Refusal } from '../admission.js';
import type { StreamDeps } from '../stream-deps.js';
import { SUBPROTOCOL } from '../stream-request.js';
import { ClientSocket, type ClientSocketDeps } from './client-socket.js';

type Deps = StreamDeps & ClientSocketDeps;

/** `GET /ws` (contract §7). */
export const websocketEndpoint = (deps: Deps): Endpoint => ({
  method: 'GET',
  path: '/ws',
  serve: unlessRefused(deps, (request, response) => answerPlainRequest(deps, request, response)),
  upgrade: unlessRefused(deps, (request, response: UpgradeResponse) => upgrade(deps, request, response)),
});

/**
 * Upgrades the request of a client that is admitted. Otherwise answers with the reason; but a client of the subprotocol is upgraded even
 * so, and its socket closed with the reason, because a browser cannot see the answer (contract §7). What is known without a look-up is
 * upgraded in the turn in which it comes.
 */
const upgrade = async (deps: Deps, request: TransportRequest, response: UpgradeResponse): Promise<void> => {
  const { answer, credentials, hello } = readUpgrade(deps, request, response);
  const malformed = refusalOfHandshake(request);
  if (malformed !== null) return answer(malformed);
  const protocol = hello ? SUBPROTOCOL : '';
  const early = admitEarly(deps, credentials);
  if (early !== null) return response.accept(protocol, new ClientSocket(deps, early, hello));
  const admitted = await admit(deps, credentials);
  if (E.isLeft(admitted) && !hello) return answer(replyOf(admitted.left.problem));
  const client = E.mapLeft(({ close }: Refusal) => close)(admitted);
  response.accept(protocol, new ClientSocket(deps, client, hello));
};

/** Answers a request to `/ws` that is no upgrade: 401 or 403 if its key is bad, else 426. */
const answerPlainRequest = async (
  deps: Deps,
  request: TransportRequest,
  response: TransportResponse,
): Promise<void> => {
  const { answer, credentials } = readUpgrade(deps, request, response);
  // A proxy that does not pass the upgrade on asks like this.
  const lost = request.header('sec-websocket-key') !== '';
  const refused = await badKey(deps, credentials);
  answer(refused === null ? (lost ? UPGRADE_HEADER_MISSING : NO_UPGRADE) : replyOf(refused));
};

/** What is needed of the request, which can be read only until the first await. */
const readUpgrade = ({ ids, trustProxy, headersFor }: Deps, request: TransportRequest, response: TransportResponse) => {
  const offered = request.header('sec-websocket-protocol').split(',');
  const requestId = requestIdOf(request, ids);
  const standing = headersFor(request);
  const withoutBody = request.method() === 'HEAD';
  return {
    answer: (reply: Reply): void =>
      sendReply(response, requestId, { ...reply, headers: { ...standing, ...reply.headers } }, { withoutBody }),
    credentials: {
      query: readQuery(request.query()),
      keyHeader: request.header('x-app-api-key'),
      address: addressOf(request, trustProxy),
    },
    hello: offered.some((protocol) => protocol.trim() === SUBPROTOCOL),
  };
};

/** Sixteen bytes in base64 (RFC 6455 §4.1). */
const SOCKET_KEY = /^[\w+/]{22}==$/;
const VERSION = '13';

const refusalOfHandshake = (request: TransportRequest): Reply | null => {
  if (request.header('sec-websocket-version') !== VERSION) return WRONG_VERSION;
  return SOCKET_KEY.test(request.header('sec-websocket-key')) ? null : WRONG_KEY;
};

const WRONG_VERSION = replyOf(
  problem(426, `Connect with version ${VERSION} of the WebSocket protocol.`, {
    headers: { upgrade: 'websocket', 'sec-websocket-version': VERSION },
  }),
);

const WRONG_KEY = replyOf(problem(400, 'The header sec-websocket-key must be 16 bytes in base64.'));

/** The answer to a request that is no upgrade. */
const upgradeRequired = (detail: string): Reply => replyOf(problem(426, detail, { headers: { upgrade: 'websocket' } }));

const UPGRADE_HEADER_MISSING = upgradeRequired(
  'The header "Connection: Upgrade" is missing. Check that every proxy in front of the server passes it on.',
);

const NO_UPGRADE = upgradeRequired('This is a WebSocket. Connect with a WebSocket client.');
