import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RecordAct } from '../../../../application/audit/record-act.js';
import type { ConsentError, FinishConnect, OpenConsent } from '../../../../application/phone-system/connect.js';
import type { Logger } from '../../../../application/ports/logger.js';
import { originOf } from '../audited.js';
import type { BrowserCookie } from '../browser-cookie.js';
import { consentPage } from '../consent-page.js';
import type { FailedAttempts } from '../failed-attempts.js';
import type { HttpRequest } from '../http-request.js';
import { NO_AUTHORIZER, type Problem } from '../problem.js';
import type { Reply } from '../reply.js';
import { type Handler, type PageRoute, pageRoute } from '../route.js';

interface Deps {
  readonly openConsent: OpenConsent;
  readonly finishConnect: FinishConnect;
  readonly cookie: BrowserCookie;
  readonly recordAct: RecordAct;
  /** Counts links that are not ours, or no longer. */
  readonly failures: FailedAttempts;
  readonly logger: Logger;
}

/** Where an administrator's browser opens a link; the end of that path. */
export const CONSENT_START = '/auth/dialpad/start';
export const CONSENT_CALLBACK = '/auth/dialpad/callback';

/**
 * The pages between which an administrator consents at Dialpad: one that ties the link to the browser and sends it there, and the one
 * that Dialpad sends it back to, which shows the outcome, errors included (contract §6).
 */
export const consentRoutes = (deps: Deps): readonly PageRoute[] => [
  pageRoute(CONSENT_START, limitedPage(deps, open)),
  pageRoute(CONSENT_CALLBACK, limitedPage(deps, finish)),
];

type Page = (deps: Deps, request: HttpRequest) => TE.TaskEither<Problem, Reply>;

const limitedPage =
  (deps: Deps, page: Page): Handler =>
  (request) => {
    const overLimit = deps.failures.refusal(request.address);
    return overLimit === null ? page(deps, request) : TE.left(overLimit);
  };

const open: Page = (deps, request) => async () => {
  // Whoever only looks at a link, as a preview in a chat does, must not be the browser that it is tied to.
  if (request.method === 'HEAD') return E.right(consentPage(200, 'Connect to Dialpad', 'Open this link in a browser.'));
  const opened = await deps.openConsent({ state: request.query.get('state'), browser: deps.cookie.read(request) })();
  if (E.isLeft(opened)) return E.right(refused(deps, request, opened.left));
  const { authorizeUrl, browser } = opened.right;
  const page = consentPage(302, 'Connect to Dialpad', 'You are sent to Dialpad.');
  return E.right({
    ...page,
    headers: { ...page.headers, location: authorizeUrl, 'set-cookie': deps.cookie.header(browser) },
  });
};

const finish: Page = (deps, request) => async () => {
  const { finishConnect, recordAct, cookie, logger } = deps;
  const { query, id } = request;
  const answer = { state: query.get('state'), code: query.get('code'), error: query.get('error') };
  const finished = await finishConnect({ ...answer, browser: cookie.read(request) })();
  if (E.isLeft(finished)) return E.right(refused(deps, request, finished.left));
  const app = finished.right;
  // Recorded only now: who comes with an unknown state is a stranger, and must not fill the log.
  const subject = { appId: app.id, targetId: null, count: null };
  const act = { action: 'dialpad.connected', actor: 'oauth-callback', ...originOf(request), ...subject } as const;
  const recorded = await recordAct(act, TE.right(undefined), () => ({ ...subject, status: 200 }))();
  if (E.isLeft(recorded)) {
    logger.error({ request_id: id, app_id: app.id, cause: recorded.left.detail }, 'A connection was not recorded');
  }
  logger.info({ request_id: id, app_id: app.id }, 'An app was connected to Dialpad');
  return E.right(consentPage(200, 'Connected', `${app.name} is connected to Dialpad. You can close this page.`));
};

const refused = ({ failures, logger }: Deps, { id, address }: HttpRequest, error: ConsentError): Reply => {
  const cause = 'detail' in error ? error.detail : undefined;
  logger.warn({ request_id: id, error: error._tag, cause }, 'An app was not connected to Dialpad');
  const page = refusalPage(error);
  return isStrange(error) ? failures.note(address, page) : page;
};

/** Whether the link is not ours, or no longer: anybody can make one up. */
const isStrange = ({ _tag }: ConsentError): boolean =>
  _tag === 'StateUnknown' || _tag === 'StateExpired' || _tag === 'OtherBrowser';

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
    case 'OtherBrowser':
      return consentPage(403, 'Another browser', `This link was opened in another browser. Go on there. ${AGAIN}`);
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
