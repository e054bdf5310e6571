import * as E from 'fp-ts/lib/Either.js';
import { type Answer, json, oauthRefusal, redirect, refusal } from './answer.js';
import { type ApiRequest, type Fields, textIn } from './api-request.js';
import type { Consent } from './authorization-codes.js';
import type { Grants } from './grants.js';
import { SCOPES } from './scopes.js';

/** An application registered with Dialpad. */
export interface OauthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The only redirect URI that is accepted; null for any, which Dialpad does not offer. */
  readonly redirectUri: string | null;
}

/** Consents at once, or denies, without a page: redirects back with a code or with an error (RFC 6749 §4.1.2). */
export const authorize = ({ query, at }: ApiRequest, app: OauthApp, grants: Grants): Answer => {
  if (query.get('client_id') !== app.clientId) return refusal(400, 'Unknown client_id.');
  const redirectUri = query.get('redirect_uri');
  // Never redirects to a URI that is not the application's.
  if (redirectUri === null || !isRegistered(redirectUri, app)) return refusal(400, 'Invalid redirect_uri.');
  const asked = consentAsked(query, redirectUri);
  if (E.isLeft(asked)) return redirectBack(redirectUri, query, { error: asked.left });
  if (!grants.isConsentGiven()) return redirectBack(redirectUri, query, { error: 'access_denied' });
  return redirectBack(redirectUri, query, { code: grants.issueCode(asked.right, at) });
};

/** The consent that a request asks for; the left is an error code of RFC 6749 §4.1.2.1. */
const consentAsked = (query: URLSearchParams, redirectUri: string): E.Either<string, Consent> => {
  if (query.get('response_type') !== 'code') return E.left('unsupported_response_type');
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (scopes.some((scope) => !SCOPES.includes(scope))) return E.left('invalid_scope');
  const value = query.get('code_challenge');
  // RFC 7636 §4.3: the default method is plain.
  const method = METHODS.find((one) => one === (query.get('code_challenge_method') ?? 'plain'));
  if (method === undefined || (value === null && query.has('code_challenge_method'))) return E.left('invalid_request');
  return E.right({ redirectUri, scopes, challenge: value === null ? null : { method, value } });
};

const METHODS = ['S256', 'plain'] as const;

const redirectBack = (
  redirectUri: string,
  query: URLSearchParams,
  answer: Readonly<Record<string, string>>,
): Answer => {
  const url = new URL(redirectUri);
  const state = query.get('state');
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (state !== null) url.searchParams.set('state', state);
  return redirect(url.href);
};

const isRegistered = (redirectUri: string, app: OauthApp): boolean =>
  app.redirectUri === null
    ? URL.canParse(redirectUri) && /^https?:$/.test(new URL(redirectUri).protocol) && !redirectUri.includes('#')
    : redirectUri === app.redirectUri;

/** Gives tokens for a code or a refresh token. The client identifies itself in the body or by HTTP Basic. */
export const token = ({ body, authorization, at }: ApiRequest, app: OauthApp, grants: Grants): Answer => {
  if (body === null) return oauthRefusal(400, 'invalid_request', 'The body can be read neither as JSON nor as a form.');
  if (!isClient(body, authorization, app))
    return oauthRefusal(401, 'invalid_client', 'Unknown client, or its secret is wrong.');
  const granted = grantedFor(body, grants, at);
  if (granted === null) return oauthRefusal(400, 'unsupported_grant_type', 'Use authorization_code or refresh_token.');
  if (E.isLeft(granted)) return oauthRefusal(400, 'invalid_grant', granted.left);
  const { accessToken, refreshToken, expiresInSeconds } = granted.right;
  const answer = { access_token: accessToken, token_type: 'bearer', expires_in: expiresInSeconds };
  return json(200, { ...answer, refresh_token: refreshToken }, { 'cache-control': 'no-store' });
};

const grantedFor = (body: Fields, grants: Grants, at: number) => {
  switch (body.grant_type) {
    case 'authorization_code': {
      const given = { verifier: textIn(body.code_verifier), redirectUri: textIn(body.redirect_uri) };
      return grants.redeem(textIn(body.code) ?? '', given, at);
    }
    case 'refresh_token':
      return grants.refresh(textIn(body.refresh_token) ?? '', at);
    default:
      return null;
  }
};

const isClient = (body: Fields, authorization: string | undefined, app: OauthApp): boolean => {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return body.client_id === app.clientId && body.client_secret === app.clientSecret;
  const [id, ...rest] = Buffer.from(basic, 'base64').toString().split(':').map(decoded);
  return id === app.clientId && rest.join(':') === app.clientSecret;
};

/** In HTTP Basic, id and secret are form-encoded (RFC 6749 §2.3.1). */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return part;
  }
};
