import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { TransportRequest, TransportResponse } from '../transport/transport.js';
import { ambiguityOf } from './ambiguous-head.js';
import { answeringBugs } from './answering-bugs.js';
import { type Problem, problem, replyOf } from './problem.js';
import type { Reply } from './reply.js';
import { requestIdOf, sendReply } from './send-reply.js';

interface Stopping {
  /** Whether the server stops. */
  readonly isStopping: () => boolean;
}

interface Deps extends Stopping {
  readonly ids: IdGenerator;
  readonly logger: Pick<Logger, 'error'>;
  readonly headersFor: (request: TransportRequest) => Reply['headers'];
}

/** Why a request is refused whatever it is for, before anything else of it is looked at; null if it is not. Its connection is closed. */
export const refusalOfHead = (request: TransportRequest, { isStopping }: Stopping): Problem | null =>
  isStopping() ? STOPPING : ambiguityOf(request);

const STOPPING = problem(503, 'The server stops. Try again: it or another one will be there in a moment.', {
  headers: { 'retry-after': '1' },
});

/** Serves a request unless its head is refused. An exception is a 500. */
export const unlessRefused = <Response extends TransportResponse>(
  deps: Deps,
  serve: (request: TransportRequest, response: Response) => Promise<void> | undefined,
): ((request: TransportRequest, response: Response) => undefined) =>
  answeringBugs(deps, (request, response) => {
    const refusal = refusalOfHead(request, deps);
    if (refusal === null) return serve(request, response);
    const reply = replyOf(refusal);
    const headers = { ...deps.headersFor(request), ...reply.headers };
    sendReply(response, requestIdOf(request, deps.ids), { ...reply, headers }, { hangUp: true });
    return undefined;
  });
