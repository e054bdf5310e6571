import * as E from 'fp-ts/lib/Either.js';
import type { ConsentError, FinishConnect } from '../../../../application/phone-system/connect.js';
import type { Logger } from '../../../../application/ports/logger.js';
import { consentPage } from '../consent-page.js';
import type { RateLimit } from '../rate-limit.js';
import { limited } from '../rate-limit.js';
import type { Reply } from '../reply.js';
import { type Handler, type PageRoute, pageRoute } from '../route.js';

/** Where Dialpad sends an administrator's browser back to: a page for a person, whatever comes of it (contract §6). */
export const consentRoutes = (deps: {
  readonly finishConnect: FinishConnect;
  readonly limit: RateLimit;
  readonly logger: Logger;
}): readonly PageRoute[] => {
  const callback: Handler = ({ query, id, address }) =>
    limited(deps.limit, `address ${address}`, () => async () => {
      const answer = { state: query.get('state'), code: query.get('code'), error: query.get('error') };
      const done = await deps.finishConnect(answer)();
      if (E.isRight(done)) {
        deps.logger.info({ request_id: id, app_id: done.right.id }, 'An app was connected to Dialpad');
        return E.right(
          consentPage(200, 'Connected', `${done.right.name} is connected to Dialpad. You can close this page.`),
        );
      }
      const cause = 'detail' in done.left ? done.left.detail : undefined;
      deps.logger.warn({ request_id: id, error: done.left._tag, cause }, 'An app was not connected to Dialpad');
      return E.right(refusalPage(done.left));
    });
  return [pageRoute('/auth/dialpad/callback', callback)];
};

const AGAIN = 'Ask for a new link to connect the app, and try again.';

const refusalPage = (error: ConsentError): Reply => {
  switch (error._tag) {
    case 'ConsentRefused':
      return consentPage(
        403,
        'Not connected',
        `Dialpad says that access was refused (${shown(error.reason)}). ${AGAIN}`,
      );
    case 'StateExpired':
      return consentPage(410, 'The link has expired', `It was good for ten minutes. ${AGAIN}`);
    case 'StateUnknown':
      return consentPage(400, 'This link is not valid', `It was used already, or is not from this server. ${AGAIN}`);
    case 'GrantRefused':
      return consentPage(400, 'Not connected', `Dialpad did not accept the code that came with you. ${AGAIN}`);
    case 'PhoneSystemUnavailable':
      return consentPage(502, 'Dialpad cannot be reached', `Nothing was changed. Wait a little. ${AGAIN}`);
    case 'NoAuthorizer':
      return consentPage(
        503,
        'Not configured',
        'This server does not know its Dialpad application. Set CLIENT_ID, CLIENT_SECRET and REDIRECT_URI.',
      );
    case 'StorageUnavailable':
    case 'StorageFault':
      return consentPage(503, 'Not connected', `The server could not keep the connection. ${AGAIN}`);
    default:
      return error satisfies never;
  }
};

/** A word of somebody else's, on a page of ours: letters alone, and not at length. */
const shown = (reason: string): string => reason.replace(/[^\w ]/g, '').slice(0, 40) || 'no reason given';
