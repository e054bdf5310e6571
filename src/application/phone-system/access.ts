import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import type { Access, PhoneSystemError } from '../ports/phone-system.js';
import type { AccessError } from './access-error.js';
import { breakConnection } from './broken-connection.js';
import { openAccess } from './open-access.js';
import type { RenewalDeps } from './token-renewal.js';

/**
 * Does something with an app's access to the phone system. Tokens are renewed before they end, by one process at a time. An access
 * that is refused as invalid all the same is renewed and used once more; if that is refused too, the connection is broken.
 */
export type WithAccess = <A>(
  appId: AppId,
  use: (access: Access) => TaskEither<PhoneSystemError, A>,
) => TaskEither<AccessError | PhoneSystemError, A>;

/** An API key is an access that needs no consent and is never renewed. It is the same for every app. */
export const withApiKey =
  (token: string): WithAccess =>
  (_appId, use) =>
    use({ token });

export const makeWithAccess =
  (deps: RenewalDeps): WithAccess =>
  (appId, use) =>
  async () => {
    const first = await openAccess(deps, appId, null)();
    if (E.isLeft(first)) return first;
    const done = await use({ token: first.right.token })();
    if (!isInvalidToken(done)) return done;

    const second = await openAccess(deps, appId, first.right.token)();
    if (E.isLeft(second)) return second;
    const retried = await use({ token: second.right.token })();
    if (!isInvalidToken(retried)) return retried;

    const lost = await breakConnection(
      deps,
      appId,
      second.right.tokens,
      'the phone system no longer accepts its access',
    );
    if (lost._tag !== 'TokensReplaced') return E.left(lost);
    const third = await openAccess(deps, appId, null)();
    return E.isLeft(third) ? third : retried;
  };

const isInvalidToken = (done: E.Either<PhoneSystemError, unknown>): boolean =>
  E.isLeft(done) && done.left._tag === 'AccessRefused' && done.left.reason === 'invalid-token';
