import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { TransportRequest, TransportResponse } from '../transport/transport.js';
import { BUG, replyOf } from './problem.js';
import { sendReply } from './send-reply.js';

interface Deps {
  readonly ids: IdGenerator;
  readonly logger: Pick<Logger, 'error'>;
}

/** Serves a request. An exception, now or later, is a bug of ours: the client gets a 500 and the process continues. */
export const answeringBugs =
  <Response extends TransportResponse>(
    deps: Deps,
    serve: (request: TransportRequest, response: Response) => Promise<void> | undefined,
  ) =>
  (request: TransportRequest, response: Response): undefined => {
    try {
      serve(request, response)?.catch((bug: unknown) => answerBug(deps, response, bug));
    } catch (bug) {
      answerBug(deps, response, bug);
    }
  };

const answerBug = ({ ids, logger }: Deps, response: TransportResponse, bug: unknown): void => {
  const requestId = ids.next();
  logger.error({ request_id: requestId, err: bug }, 'A request ran into a bug');
  sendReply(response, requestId, replyOf(BUG), { hangUp: true });
};
