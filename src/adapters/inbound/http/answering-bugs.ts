import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Logger } from '../../../application/ports/logger.js';
import { BUG, replyOf } from './problem.js';
import { sendReply } from './send-reply.js';

interface Deps {
  readonly ids: IdGenerator;
  readonly logger: Pick<Logger, 'error'>;
}

/** Serves a request. An exception, now or later, is a bug of ours: the client gets a 500 and the process continues. */
export const answeringBugs =
  <More extends readonly unknown[]>(
    deps: Deps,
    serve: (res: UwsResponse, req: UwsRequest, ...more: More) => Promise<void> | undefined,
  ) =>
  (res: UwsResponse, req: UwsRequest, ...more: More): void => {
    // At once where it can be: µWebSockets.js ends the process where a handler returns with neither an answer nor `onAborted`.
    try {
      serve(res, req, ...more)?.catch((bug: unknown) => answerBug(deps, res, bug));
    } catch (bug) {
      answerBug(deps, res, bug);
    }
  };

const answerBug = ({ ids, logger }: Deps, res: UwsResponse, bug: unknown): void => {
  const requestId = ids.next();
  logger.error({ request_id: requestId, err: bug }, 'A request ran into a bug');
  try {
    sendReply(res, requestId, replyOf(BUG), { hangUp: true });
  } catch {
    // It was answered before the exception, or its client has gone: µWebSockets.js then lets nothing be done with it.
  }
};
