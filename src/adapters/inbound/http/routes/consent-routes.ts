import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ConsentError, FinishConnect } from '../../../../application/phone-system/connect.js';
import type { Logger } from '../../../../application/ports/logger.js';
import { consentPage } from '../consent-page.js';
import type { FailedAttempts } from '../failed-attempts.js';
import type { HttpRequest } from '../http-request.js';
import { NO_AUTHORIZER, type Problem } from '../problem.js';
import type { Reply } from '../reply.js';
import { type PageRoute, pageRoute } from '../route.js';

interface Deps {
  readonly finishConnect: FinishConnect;
  /** Counts links that are not ours, or no longer. */
  readonly failures: FailedAttempts;
  readonly logger: Logger;
}

/** The page to which Dialpad sends an administrator's browser back. It shows the outcome, errors included (contract §6). */
export const consentRoutes = (deps: Deps): readonly PageRoute[] => [
  pageRoute('/auth/dialpad/callback', (request) => {
    const overLimit = deps.failures.refusal(request.address);
    return overLimit === null ? finish(deps, request) : TE.left(overLimit);
  }),
];

const finish =
  ({ finishConnect, failures, logger }: Deps, { query, id, address }: HttpRequest): TE.TaskEither<Problem, Reply> =>
  async () => {
    const answer = { state: query.get('state'), code: query.get('code'), error: query.get('error') };
    const finished = await finishConnect(answer)();
    if (E.isLeft(finished)) {
      const cause = 'detail' in finished.left ? finished.left.detail : undefined;
      logger.warn({ request_id: id, error: finished.left._tag, cause }, 'An app was not connected to Dialpad');
      const page = refusalPage(finished.left);
      return E.right(isStrange(finished.left) ? failures.note(address, page) : page);
    }
    const app = finished.right;
    logger.info({ request_id: id, app_id: app.id }, 'An app was connected to Dialpad');
    return E.right(consentPage(200, 'Connected', `${app.name} is connected to Dialpad. You can close this page.`));
  };

/** Whether the link is not ours, or no longer: anybody can make one up. */
const isStrange = ({ _tag }: ConsentError): boolean => _tag === 'StateUnknown' || _tag === 'StateExpired';

const AGAIN = 'Ask for a new link to connect the app, and try again.';

const refusalPage = (error: ConsentError): Reply => {
  switch (error._tag) {
    case 'ConsentRefused':
      return consentPage(
        403,
        'Not connected',
        `Dialpad says that access was refused (${safe(error.reason)}). ${AGAIN}`,
      );
    case 'StateExpired':
      return consentPage(410, 'The link has expired', `It was valid for ten minutes. ${AGAIN}`);
    case 'StateUnknown':
      return consentPage(400, 'This link is not valid', `It was used already, or is not from this server. ${AGAIN}`);
    case 'GrantRefused':
      return consentPage(400, 'Not connected', `Dialpad did not accept the code that it sent you back with. ${AGAIN}`);
    case 'PhoneSystemUnavailable':
      return consentPage(502, 'Dialpad cannot be reached', `Nothing was changed. Wait a moment. ${AGAIN}`);
    case 'NoAuthorizer':
      return consentPage(503, 'Not configured', NO_AUTHORIZER);
    case 'StorageUnavailable':
    case 'StorageFault':
      return consentPage(503, 'Not connected', `The server could not save the connection. ${AGAIN}`);
    default:
      return error satisfies never;
  }
};

/** A reason that came with the request, made safe to show: letters, digits and spaces, at most 40. */
const safe = (reason: string): string => reason.replace(/[^\w ]/g, '').slice(0, 40) || 'no reason given';
