import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Authorizer, AuthorizerError, Grant, GrantRefused } from '../../../../application/ports/authorizer.js';
import { type Fields, fieldsOf, own, secondsOf, textOf, wordOf } from '../json-fields.js';
import type { HttpClient } from './http-client.js';
import { type HttpAnswer, isSuccess } from './http-exchange.js';
import { unavailable } from './unavailable.js';

/** The application that this server is registered as with Dialpad. */
export interface OAuthApplication {
  readonly clientId: string;
  readonly clientSecret: string;
  /** As it is registered, to the letter. */
  readonly redirectUri: string;
}

/** Dialpad's OAuth 2.0 (developers.dialpad.com/docs/oauth2). */
export const makeDialpadAuthorizer = ({
  http,
  baseUrl,
  application: { clientId, clientSecret, redirectUri },
  scopes,
}: {
  readonly http: HttpClient;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly application: OAuthApplication;
  readonly scopes: readonly string[];
}): Authorizer => {
  const token = (name: string, grant: Readonly<Record<string, string>>): TE.TaskEither<AuthorizerError, Grant> =>
    pipe(
      http(
        {
          method: 'POST',
          path: '/oauth2/token',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: String(new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret })),
          name,
          // A code is good for one exchange, and a refresh token is replaced by it: the second would find it used.
          isRepeatable: false,
          wantsJson: true,
        },
        NO_LIMIT,
      ),
      TE.chainEitherKW((answer) => grantOrRefusal(name, answer)),
    );

  return {
    authorizeUrl: ({ state, challenge }) => {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      });
      return `${baseUrl}/oauth2/authorize?${query}`;
    },
    exchange: (code, verifier) =>
      token('the exchange of a code', {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
      }),
    refresh: (refreshToken) => token('a refresh', { grant_type: 'refresh_token', refresh_token: refreshToken }),
    revoke: (access) =>
      pipe(
        http(
          {
            method: 'POST',
            path: '/oauth2/deauthorize',
            headers: { authorization: `Bearer ${access.token}` },
            body: null,
            name: 'a withdrawal',
            isRepeatable: true,
            wantsJson: false,
          },
          NO_LIMIT,
        ),
        TE.chainEitherKW((answer) =>
          // A token that is not accepted has ended already.
          isSuccess(answer) || answer.status === 401 ? E.right(undefined) : refusal('a withdrawal', answer),
        ),
      ),
  };
};

/** There are few of these, and they count against no access. */
const NO_LIMIT = TE.right<never, void>(undefined);

const grantOrRefusal = (name: string, answer: HttpAnswer): E.Either<AuthorizerError, Grant> => {
  if (!isSuccess(answer)) return refusal(name, answer);
  const fields = fieldsOf(answer.json);
  const accessToken = textOf(own(fields, 'access_token'));
  return accessToken === null
    ? E.left(unavailable(`${name}: no access token came back`))
    : E.right({
        accessToken,
        refreshToken: textOf(own(fields, 'refresh_token')),
        expiresInSeconds: secondsOf(own(fields, 'expires_in')),
      });
};

/** Of what is refused: anything else may be a proxy's or a wrong address, and must not end a connection. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403]);

const refusal = (name: string, { status, json, isHtml }: HttpAnswer): E.Either<AuthorizerError, never> => {
  const detail = `${name}: ${status}${codeOf(fieldsOf(json))}`;
  if (!REFUSALS.has(status) || isHtml) return E.left(unavailable(detail));
  return E.left<GrantRefused>({ _tag: 'GrantRefused', detail });
};

/** RFC 6749 §5.2, and what deployments add. Other words are not repeated: a secret might be among them. */
const CODES: ReadonlySet<string> = new Set([
  ...['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type'],
  ...['invalid_scope', 'access_denied', 'invalid_token'],
]);

const codeOf = (fields: Fields): string => {
  const code = wordOf(own(fields, 'error'));
  return code !== null && CODES.has(code) ? ` ${code}` : '';
};
