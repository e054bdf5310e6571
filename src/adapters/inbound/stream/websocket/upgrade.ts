import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse, us_socket_context_t } from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import { addressOf } from '../../http/client-address.js';
import { problem, replyOf } from '../../http/problem.js';
import { readQuery } from '../../http/read-query.js';
import type { Reply } from '../../http/reply.js';
import { requestIdOf, sendReply } from '../../http/send-reply.js';
import { type AdmissionDeps, admit, badKey, type Refusal } from '../admission.js';
import type { StreamDeps } from '../stream-deps.js';
import type { SocketState } from './socket-state.js';

const SUBPROTOCOL = 'cti.v1';

type UpgradeDeps = AdmissionDeps & Pick<StreamDeps, 'ids' | 'trustProxy' | 'headersFor'>;

/**
 * Upgrades the request of a client that is admitted, then calls `upgraded`. Otherwise answers with the reason; but a client of the
 * subprotocol is upgraded even so, and its socket closed with the reason, because a browser cannot see the answer (contract §7).
 */
export const upgrade = async (
  deps: UpgradeDeps,
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
  const { answer, lacksUpgrade, credentials, handshake } = readUpgradeRequest(deps, res, req);
  const { hello, socketKey, extensions } = handshake;
  if (lacksUpgrade) {
    const refused = await badKey(deps, credentials);
    if (open) answer(refused === null ? UPGRADE_HEADER_MISSING : replyOf(refused));
    return;
  }

  const admitted = await admit(deps, credentials);
  if (!open) return;
  if (E.isLeft(admitted) && !hello) return answer(replyOf(admitted.left.problem));
  const client = E.mapLeft(({ close }: Refusal) => close)(admitted);
  res.cork(() => {
    const state: SocketState = { client, hello, joined: null, lastErrorAt: 0 };
    res.upgrade(state, socketKey, hello ? SUBPROTOCOL : '', extensions, context);
  });
  upgraded();
};

/** Answers a request to `/ws` that is no upgrade: 401 or 403 if its key is bad, else 426. */
export const answerPlainRequest = async (deps: UpgradeDeps, res: UwsResponse, req: UwsRequest): Promise<void> => {
  let open = true;
  res.onAborted(() => {
    open = false;
  });
  const { answer, credentials } = readUpgradeRequest(deps, res, req);
  const refused = await badKey(deps, credentials);
  if (open) answer(refused === null ? NO_UPGRADE : replyOf(refused));
};

const readUpgradeRequest = ({ ids, trustProxy, headersFor }: UpgradeDeps, res: UwsResponse, req: UwsRequest) => {
  const offered = req.getHeader('sec-websocket-protocol').split(',');
  const requestId = requestIdOf(req, ids);
  const standing = headersFor(req);
  const withoutBody = req.getMethod() === 'head';
  return {
    answer: (reply: Reply): void =>
      sendReply(res, requestId, { ...reply, headers: { ...standing, ...reply.headers } }, { withoutBody }),
    // A proxy that does not pass the upgrade on asks like this. The socket would be closed as soon as it is opened.
    lacksUpgrade: req.getHeader('connection').toLowerCase() === 'close',
    credentials: {
      query: readQuery(req.getQuery()),
      keyHeader: req.getHeader('x-app-api-key'),
      address: addressOf(res, req, trustProxy),
    },
    handshake: {
      hello: offered.some((protocol) => protocol.trim() === SUBPROTOCOL),
      socketKey: req.getHeader('sec-websocket-key'),
      extensions: req.getHeader('sec-websocket-extensions'),
    },
  };
};

/** The answer to a request that is no upgrade. */
const upgradeRequired = (detail: string): Reply => replyOf(problem(426, detail, { headers: { upgrade: 'websocket' } }));

const UPGRADE_HEADER_MISSING = upgradeRequired(
  'The header "Connection: Upgrade" is missing. Check that every proxy in front of the server passes it on.',
);

const NO_UPGRADE = upgradeRequired('This is a WebSocket. Connect with a WebSocket client.');
