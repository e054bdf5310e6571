import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Authorizer, AuthorizerError, Grant, GrantRefused } from '../../../../application/ports/authorizer.js';
import { type Fields, field, fieldsOf, secondsOf, textOf, wordOf } from '../json-fields.js';
import type { HttpClient } from './http-client.js';
import { type HttpAnswer, type HttpRequest, isSuccess } from './http-exchange.js';
import { unavailable } from './unavailable.js';

/** This server's application as registered with Dialpad. */
export interface OAuthApplication {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Exactly as registered. */
  readonly redirectUri: string;
}

interface Registration {
  readonly http: HttpClient;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly application: OAuthApplication;
  readonly scopes: readonly string[];
}

/** Dialpad's OAuth 2.0 (developers.dialpad.com/docs/oauth2). */
export const makeDialpadAuthorizer = ({ http, baseUrl, application, scopes }: Registration): Authorizer => {
  const send = (request: HttpRequest) => http(request, NO_LIMIT);
  return {
    authorizeUrl: ({ state, challenge }) => {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: application.clientId,
        redirect_uri: application.redirectUri,
        scope: scopes.join(' '),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      });
      return `${baseUrl}/oauth2/authorize?${query}`;
    },
    exchange: (code, verifier) => {
      const grant = { grant_type: 'authorization_code', code, code_verifier: verifier };
      const request = tokenRequest(EXCHANGE, application, { ...grant, redirect_uri: application.redirectUri });
      return pipe(send(request), TE.chainEitherKW(grantOrError(EXCHANGE)));
    },
    refresh: (refreshToken) => {
      const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
      return pipe(send(tokenRequest(REFRESH, application, grant)), TE.chainEitherKW(grantOrError(REFRESH)));
    },
    revoke: ({ token }) => pipe(send(revokeRequest(token)), TE.chainEitherKW(revokedOrError)),
  };
};

/** These requests are few and count against no company's limits. */
const NO_LIMIT = TE.right<never, void>(undefined);

/** How the log and the errors name the requests. */
const EXCHANGE = 'the exchange of a code';
const REFRESH = 'a refresh';
const REVOKE = 'a withdrawal';

const tokenRequest = (
  name: string,
  { clientId, clientSecret }: OAuthApplication,
  grant: Readonly<Record<string, string>>,
): HttpRequest => ({
  method: 'POST',
  path: '/oauth2/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: String(new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret })),
  name,
  // A code works once, and a refresh replaces the refresh token: a repeated request would be refused.
  isRepeatable: false,
  isNow: false,
  wantsJson: true,
});

const revokeRequest = (token: string): HttpRequest => ({
  method: 'POST',
  path: '/oauth2/deauthorize',
  headers: { authorization: `Bearer ${token}` },
  body: null,
  name: REVOKE,
  isRepeatable: true,
  isNow: false,
  wantsJson: false,
});

const grantOrError =
  (name: string) =>
  (answer: HttpAnswer): E.Either<AuthorizerError, Grant> => {
    if (!isSuccess(answer)) return refusal(name, answer);
    const fields = fieldsOf(answer.json);
    const accessToken = textOf(field(fields, 'access_token'));
    return accessToken === null
      ? E.left(unavailable(`${name}: no access token came back`))
      : E.right({
          accessToken,
          refreshToken: textOf(field(fields, 'refresh_token')),
          expiresInSeconds: secondsOf(field(fields, 'expires_in')),
        });
  };

/** 401 means that the token is no longer valid, so there is nothing to revoke. */
const revokedOrError = (answer: HttpAnswer): E.Either<AuthorizerError, void> =>
  isSuccess(answer) || answer.status === 401 ? E.right(undefined) : refusal(REVOKE, answer);

/** Other statuses may come from a proxy or a wrong address, and must not end a connection. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403]);

const refusal = (name: string, { status, json, isHtml }: HttpAnswer): E.Either<AuthorizerError, never> => {
  const detail = `${name}: ${status}${codeOf(fieldsOf(json))}`;
  if (!REFUSALS.has(status) || isHtml) return E.left(unavailable(detail));
  return E.left<GrantRefused>({ _tag: 'GrantRefused', detail });
};

/** The codes of RFC 6749 §5.2 and some that servers add. Only these are repeated, as another text might contain a secret. */
const CODES: ReadonlySet<string> = new Set([
  ...['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type'],
  ...['invalid_scope', 'access_denied', 'invalid_token'],
]);

const codeOf = (fields: Fields): string => {
  const code = wordOf(field(fields, 'error'));
  return code !== null && CODES.has(code) ? ` ${code}` : '';
};
