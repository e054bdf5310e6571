import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Authorizer, AuthorizerError, Grant } from '../../src/application/ports/authorizer.js';

/** Grants tokens as Dialpad does: codes and refresh tokens work once, and a code only with its verifier. */
export interface FakeAuthorizer extends Authorizer {
  /** An administrator consents at this address; answers the code and state that come back. */
  readonly consent: (authorizeUrl: string) => { readonly state: string; readonly code: string };
  /** A grant, as after a consent. */
  readonly grant: () => Grant;
  readonly accepts: (accessToken: string) => boolean;
  /** Revokes a refresh token, as an administrator does at Dialpad. */
  readonly withdraw: (refreshToken: string) => void;
  /** How many requests of each kind came. */
  readonly asked: { exchange: number; refresh: number; revoke: number };
  /** The error of every request; null for none. */
  trouble: AuthorizerError | null;
  /** A refresh waits for this. */
  held: Promise<void>;
  rotates: boolean;
  grantsRefresh: boolean;
  expiresInSeconds: number | null;
}

export const s256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

const refused = (detail: string): E.Either<AuthorizerError, never> => E.left({ _tag: 'GrantRefused', detail });

export const OUT_OF_REACH = { _tag: 'PhoneSystemUnavailable', detail: 'no answer', retryAfterMs: null } as const;

export const fakeAuthorizer = (): FakeAuthorizer => {
  const challenges = new Map<string, string>();
  const accesses = new Set<string>();
  const refreshes = new Set<string>();
  let made = 0;
  const next = (kind: string): string => {
    made += 1;
    return `${kind}-${made}-in-clear`;
  };

  const fake: FakeAuthorizer = {
    asked: { exchange: 0, refresh: 0, revoke: 0 },
    trouble: null,
    held: Promise.resolve(),
    rotates: true,
    grantsRefresh: true,
    expiresInSeconds: 3600,

    authorizeUrl: ({ state, challenge }) =>
      `https://dialpad.test/oauth2/authorize?state=${state}&code_challenge=${challenge}`,
    consent: (authorizeUrl) => {
      const { searchParams } = new URL(authorizeUrl);
      const code = next('code');
      challenges.set(code, searchParams.get('code_challenge') ?? '');
      return { state: searchParams.get('state') ?? '', code };
    },
    grant: () => {
      const accessToken = next('access');
      accesses.add(accessToken);
      const refreshToken = fake.grantsRefresh ? next('refresh') : null;
      if (refreshToken !== null) refreshes.add(refreshToken);
      return { accessToken, refreshToken, expiresInSeconds: fake.expiresInSeconds };
    },
    accepts: (accessToken) => accesses.has(accessToken),
    withdraw: (refreshToken) => refreshes.delete(refreshToken),

    exchange: (code, verifier) => async () => {
      fake.asked.exchange += 1;
      if (fake.trouble !== null) return E.left(fake.trouble);
      const challenge = challenges.get(code);
      challenges.delete(code);
      return challenge === s256(verifier) ? E.right(fake.grant()) : refused('invalid_grant');
    },
    refresh: (refreshToken) => async () => {
      fake.asked.refresh += 1;
      await fake.held;
      if (fake.trouble !== null) return E.left(fake.trouble);
      if (!refreshes.has(refreshToken)) return refused('invalid_grant');
      if (!fake.rotates) return E.right({ ...fake.grant(), refreshToken: null });
      refreshes.delete(refreshToken);
      return E.right(fake.grant());
    },
    revoke:
      ({ token }) =>
      async () => {
        fake.asked.revoke += 1;
        if (fake.trouble !== null) return E.left(fake.trouble);
        accesses.delete(token);
        return E.right(undefined);
      },
  };
  return fake;
};
