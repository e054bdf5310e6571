import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { hasEnded, isDue, type Tokens } from '../../domain/dialpad-connection/dialpad-connection.js';
import type { AppId } from '../../domain/ids.js';
import type { PhoneSystemUnavailable } from '../ports/phone-system.js';
import type { LeaseHeld } from '../records/lease.js';
import { type AccessError, notConnected } from './access-error.js';
import { breakConnection, type TokensReplaced } from './broken-connection.js';
import { RENEWAL_LEASE_MS, type RenewalDeps, renewTokens } from './token-renewal.js';
import { openTokens } from './tokens.js';

/** An access token in clear, and the sealed tokens that it comes from. */
export interface OpenAccess {
  readonly token: string;
  readonly tokens: Tokens;
}

const LOOK_AGAIN_MS = 200;
/** Two leases long: enough if the renewing process dies, and the one that takes over too. */
const MAX_LOOKS = (2 * RENEWAL_LEASE_MS) / LOOK_AGAIN_MS + 10;

const NOT_RENEWED: PhoneSystemUnavailable = {
  _tag: 'PhoneSystemUnavailable',
  detail: 'its access could not be renewed',
  retryAfterMs: null,
};

/** The stored access, renewed where it is about to end, or where it is the one that was `refused`. */
export const openAccess =
  (deps: RenewalDeps, appId: AppId, refused: string | null): TaskEither<AccessError, OpenAccess> =>
  async () => {
    /** The tokens that another process was renewing. */
    let waitedFor: string | null = null;
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const found = await deps.connections.current(appId)();
      if (E.isLeft(found)) return found;
      const { tokens, refreshing } = found.right;
      if (tokens === null) return E.left(notConnected(found.right));
      // The other process failed to renew them. Do not let every waiting request try the same again.
      if (tokens.sealed === waitedFor && refreshing === null) break;
      const opened = await openOrRenew(deps, appId, tokens, refused)();
      if (E.isRight(opened)) return opened;
      const { left } = opened;
      if (left._tag === 'TokensReplaced') continue;
      if (left._tag !== 'LeaseHeld') return E.left(left);
      waitedFor = tokens.sealed;
      await deps.pause(LOOK_AGAIN_MS);
    }
    return E.left(NOT_RENEWED);
  };

const openOrRenew =
  (
    deps: RenewalDeps,
    appId: AppId,
    tokens: Tokens,
    refused: string | null,
  ): TaskEither<AccessError | TokensReplaced | LeaseHeld, OpenAccess> =>
  async () => {
    const pair = openTokens(deps.vault, appId, tokens);
    if (E.isLeft(pair))
      return E.left(await breakConnection(deps, appId, tokens, `its tokens were ${pair.left.detail}`));
    const { access, refresh } = pair.right;
    const isRefused = access === refused;
    if (!isRefused && !isDue(tokens, deps.clock.now())) return E.right({ token: access, tokens });
    if (refresh === null) return E.left(await breakConnection(deps, appId, tokens, notRenewable(isRefused)));

    const renewed = await renewTokens(deps, appId, tokens, refresh)();
    // Until the old access ends it stays in use, while another process renews it or the phone system cannot be reached.
    const isStillGood = !isRefused && !hasEnded(tokens, deps.clock.now());
    return E.isLeft(renewed) && isForNow(renewed.left) && isStillGood ? E.right({ token: access, tokens }) : renewed;
  };

const isForNow = ({ _tag }: AccessError | TokensReplaced | LeaseHeld): boolean =>
  _tag === 'LeaseHeld' || _tag === 'PhoneSystemUnavailable';

const notRenewable = (isRefused: boolean): string =>
  isRefused
    ? 'the phone system no longer accepts its access, and no refresh token was granted (scope offline_access)'
    : 'its access has ended, and no refresh token was granted (scope offline_access)';
