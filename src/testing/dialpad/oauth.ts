import * as E from 'fp-ts/lib/Either.js';
import { type Answer, json, oauthRefusal, redirect, refusal } from './answer.js';
import { type ApiRequest, type Fields, textIn } from './api-request.js';
import { type Grants, SCOPES } from './grants.js';

/** The application as Dialpad has it registered. */
export interface OauthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where consents may go; null for wherever is asked for, which Dialpad does not offer. */
  readonly redirectUri: string | null;
}

/** Shows nothing and consents at once, or refuses to: the browser is sent back with a code, or with an error (RFC 6749 §4.1.2). */
export const authorize = ({ query, at }: ApiRequest, app: OauthApp, grants: Grants, consents: boolean): Answer => {
  if (query.get('client_id') !== app.clientId) return refusal(400, 'Unknown client_id.');
  const redirectUri = query.get('redirect_uri');
  // Nobody is sent where no application is known to be.
  if (redirectUri === null || !isRegistered(redirectUri, app)) return refusal(400, 'Invalid redirect_uri.');
  const back = (answer: Readonly<Record<string, string>>): Answer => {
    const url = new URL(redirectUri);
    const state = query.get('state');
    for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
    if (state !== null) url.searchParams.set('state', state);
    return redirect(url.href);
  };
  if (query.get('response_type') !== 'code') return back({ error: 'unsupported_response_type' });
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (scopes.some((scope) => !SCOPES.includes(scope))) return back({ error: 'invalid_scope' });
  const value = query.get('code_challenge');
  // RFC 7636 §4.3: plain is meant where no method is named.
  const method = METHODS.find((one) => one === (query.get('code_challenge_method') ?? 'plain'));
  if (method === undefined || (value === null && query.has('code_challenge_method'))) {
    return back({ error: 'invalid_request' });
  }
  if (!consents) return back({ error: 'access_denied' });
  const challenge = value === null ? null : { method, value };
  return back({ code: grants.issueCode({ redirectUri, scopes, challenge }, at) });
};

const METHODS = ['S256', 'plain'] as const;

const isRegistered = (redirectUri: string, app: OauthApp): boolean =>
  app.redirectUri === null
    ? URL.canParse(redirectUri) && /^https?:$/.test(new URL(redirectUri).protocol) && !redirectUri.includes('#')
    : redirectUri === app.redirectUri;

/** Gives tokens for a code or for a refresh token; the client names itself in the body or by HTTP Basic. */
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

/** RFC 6749 §2.3.1 has both encoded as a form is. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return part;
  }
};
