import { createHmac, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { createSigner } from 'fast-jwt';
import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { deliveryAuthenticator } from '../../../../src/adapters/outbound/dialpad/delivery-authenticator.js';

const SECRET = 'a-secret-of-the-webhook-32-chars-long';
const NOW = Date.UTC(2026, 0, 28, 12);
const EVENT = '{"call_id": 9223372036854775807, "state": "ringing"}';

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

const jwt = (payload: string, secret = SECRET, header: object = { alg: 'HS256', typ: 'JWT' }): string => {
  const signed = `${base64url(JSON.stringify(header))}.${base64url(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

const hmac = (body: string, encoding: 'hex' | 'base64' | 'base64url' = 'hex', secret = SECRET): string =>
  createHmac('sha256', secret).update(body).digest(encoding);

const open = (body: string, signature: string | null = null, secrets: readonly string[] = [SECRET], now = NOW) =>
  deliveryAuthenticator.open({ body: Buffer.from(body), signature }, secrets, now);

/** The text of an authentic delivery. */
const opened = (...delivery: Parameters<typeof open>): string => {
  const result = open(...delivery);
  if (isLeft(result)) throw new Error(result.left.reason);
  return result.right;
};

/** Why a delivery was refused. */
const refused = (...delivery: Parameters<typeof open>): string => {
  const result = open(...delivery);
  if (isRight(result)) throw new Error('was not refused');
  expect(result.left._tag).to.equal('Forged');
  expect(result.left.reason).not.to.contain(SECRET);
  return result.left.reason;
};

/** The cause of a refusal, or its tag where it passes. */
const causeOf = (body: string, secrets: readonly string[] = [SECRET], now = NOW, signature: string | null = null) => {
  const result = open(body, signature, secrets, now);
  if (isRight(result)) return 'accepted';
  return result.left._tag === 'Forged' ? result.left.cause : result.left._tag;
};

describe('a delivery whose body is a JWT', () => {
  it('is authentic if signed with HS256 and the secret, and its payload comes out unchanged', () => {
    expect(opened(jwt(EVENT))).to.equal(EVENT);
    expect(opened(jwt('{"name": "Žofie ☎", "n": 1.50}'))).to.equal('{"name": "Žofie ☎", "n": 1.50}');
  });

  it('may have white space around it', () => {
    expect(opened(`\n ${jwt(EVENT)}\r\n`)).to.equal(EVENT);
  });

  it('needs no signature header, and ignores one', () => {
    expect(opened(jwt(EVENT), 'nonsense')).to.equal(EVENT);
  });

  it('may be signed with any of the secrets', () => {
    expect(opened(jwt(EVENT, 'the next secret'), null, [SECRET, 'the next secret'])).to.equal(EVENT);
  });

  it('is refused if signed with another secret', () => {
    expect(refused(jwt(EVENT, 'another secret'))).to.match(/signature is invalid/);
  });

  it('is refused if its payload was changed', () => {
    const [header, , signature] = jwt(EVENT).split('.');
    expect(refused(`${header}.${base64url(EVENT.replace('ringing', 'hangup'))}.${signature}`)).to.match(/signature/);
  });

  it('is refused if its signature was cut off or shortened', () => {
    const [header, payload] = jwt(EVENT).split('.');
    expect(refused(`${header}.${payload}.`)).to.match(/signature/);
    expect(refused(jwt(EVENT).slice(0, -4))).to.match(/signature/);
  });

  it('is refused with alg none, with or without a signature', () => {
    const none = { alg: 'none', typ: 'JWT' };
    const [header, payload] = jwt(EVENT, SECRET, none).split('.');
    expect(refused(`${header}.${payload}.`)).to.be.a('string');
    expect(refused(jwt(EVENT, SECRET, none))).to.match(/algorithm/);
  });

  it('is refused with HS512 and RS256, even where the signature is right', () => {
    const hs512 = createSigner({ key: SECRET, algorithm: 'HS512', noTimestamp: true })({ call_id: 1 });
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const rs256 = createSigner({ key: privateKey, algorithm: 'RS256', noTimestamp: true })({ call_id: 1 });
    expect(refused(hs512)).to.match(/algorithm/);
    expect(refused(rs256)).to.match(/algorithm/);
    expect(refused(rs256, null, [publicKey])).to.match(/algorithm/);
  });

  it('is refused once it has expired by more than a minute, by the time that is passed in', () => {
    const token = jwt(`{"call_id": 1, "exp": ${NOW / 1000}}`);
    for (const late of [-1000, 1000, 59_000]) expect(opened(token, null, [SECRET], NOW + late)).to.be.a('string');
    expect(refused(token, null, [SECRET], NOW + 61_000)).to.match(/expired/);
    expect(causeOf(token, [SECRET], NOW + 61_000)).to.equal('expired');
  });

  it('is not valid yet more than a minute ahead of its time, and says when to come back', () => {
    const token = jwt(`{"call_id": 1, "nbf": ${NOW / 1000}}`);
    for (const early of [2_000, 59_000]) expect(opened(token, null, [SECRET], NOW - early)).to.be.a('string');
    expect(open(token, null, [SECRET], NOW - 90_000)).to.deep.include({
      left: {
        _tag: 'NotYetValid',
        retryAfterSeconds: 30,
        reason: 'the token is valid only in 90 s; compare the clocks of sender and server',
      },
    });
    expect(opened(token, null, [SECRET], NOW + 1000)).to.be.a('string');
  });

  it('may have times of null, in text, or that are no times', () => {
    for (const claims of [
      '"exp": null',
      '"nbf": null',
      '"iat": null, "exp": null, "nbf": null',
      '"exp": [], "nbf": {}',
      '"exp": "", "nbf": "soon"',
      `"exp": "${NOW / 1000 + 5}", "nbf": "${NOW / 1000 - 5}"`,
      '"iat": "yesterday"',
      '"nbf": 0',
      '"nbf": -1e300',
      '"exp": 1e400',
    ]) {
      expect(opened(jwt(`{"call_id": 1, ${claims}}`)), claims).to.be.a('string');
    }
  });

  it('may have times in milliseconds, microseconds or nanoseconds', () => {
    for (const unit of [1, 1e3, 1e6]) {
      expect(opened(jwt(`{"nbf": ${NOW * unit}, "exp": ${(NOW + 5_000) * unit}}`))).to.be.a('string');
      expect(causeOf(jwt(`{"exp": ${(NOW - 90_000) * unit}}`))).to.equal('expired');
      expect(causeOf(jwt(`{"nbf": ${(NOW + 90_000) * unit}}`))).to.equal('NotYetValid');
    }
  });

  it('asks for an hour of patience at most, however absurd its time is', () => {
    for (const nbf of ['1e300', '1e400', '9223372036854775807', '99999999999']) {
      const result = open(jwt(`{"nbf": ${nbf}}`));
      expect(isLeft(result) && result.left, nbf).to.include({ _tag: 'NotYetValid', retryAfterSeconds: 3600 });
    }
  });

  it('is accepted, refused or put off, and never an exception, whatever its claims and its header are', () => {
    const time = fc.oneof(
      fc.double(),
      fc.maxSafeInteger(),
      fc.integer({ min: -20, max: 30 }).map((digits) => NOW * 10 ** digits),
    );
    const value = fc.oneof(time, fc.jsonValue());
    const claims = fc.oneof(
      fc.record(
        { nbf: value, exp: value, iat: value, aud: value, iss: value, jti: value, sub: value },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    );
    const header = fc.record(
      { alg: fc.oneof(fc.constant('HS256'), value), typ: value, crit: value, kid: value, cty: value },
      { requiredKeys: ['alg'] },
    );
    fc.assert(
      fc.property(claims, header, (payload, head) => {
        for (const token of [jwt(JSON.stringify(payload)), jwt(JSON.stringify(payload), SECRET, head)]) {
          const result = open(token);
          expect(isRight(result) || ['Forged', 'NotYetValid'].includes(result.left._tag)).to.equal(true);
          if (isLeft(result) && result.left._tag === 'NotYetValid') {
            expect(result.left.retryAfterSeconds).to.satisfy(Number.isSafeInteger).and.be.within(0, 3_600);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is refused as expired, although the other secret does not match', () => {
    const token = jwt(`{"exp": ${NOW / 1000 - 61}}`);
    expect(refused(token, null, ['old', SECRET])).to.match(/expired/);
  });

  it('is past if both its times are wrong: that does not pass', () => {
    expect(causeOf(jwt(`{"exp": ${NOW / 1000 - 600}, "nbf": ${NOW / 1000 + 600}}`))).to.equal('expired');
  });

  it('has a wrong secret if the signature does not fit, whatever its times', () => {
    for (const claims of ['"exp": 1', `"nbf": ${NOW / 1000 + 600}`, '"exp": null', '"nbf": 1e18']) {
      expect(causeOf(jwt(`{${claims}}`, 'another secret')), claims).to.equal('wrong-secret');
    }
  });

  it('is refused if its parts hold no JSON objects', () => {
    expect(refused('aaa.bbb.ccc')).to.be.a('string');
    expect(refused(jwt('[1]'))).to.be.a('string');
  });
});

describe('a delivery with a signature header', () => {
  for (const [name, signature] of [
    ['hex', hmac(EVENT)],
    ['hex in capitals', hmac(EVENT).toUpperCase()],
    ['base64', hmac(EVENT, 'base64')],
    ['base64url', hmac(EVENT, 'base64url')],
    ['hex after sha256=', `sha256=${hmac(EVENT)}`],
    ['base64 after SHA256=', `SHA256=${hmac(EVENT, 'base64')}`],
    ['hex between blanks', ` ${hmac(EVENT)} `],
  ] as const) {
    it(`is authentic with the HMAC-SHA256 of its body in ${name}`, () => {
      expect(opened(EVENT, signature)).to.equal(EVENT);
    });
  }

  it('may be signed with any of the secrets', () => {
    expect(opened(EVENT, hmac(EVENT, 'hex', 'next'), [SECRET, 'next'])).to.equal(EVENT);
  });

  it('is refused without the header', () => {
    expect(refused(EVENT)).to.match(/neither/);
  });

  it('is refused with a wrong signature', () => {
    expect(refused(EVENT, hmac(EVENT, 'hex', 'another secret'))).to.match(/does not fit/);
    expect(refused(EVENT, '0'.repeat(64))).to.match(/does not fit/);
  });

  it('is refused if the header holds no signature', () => {
    for (const nonsense of ['', 'sha256=', 'nonsense', hmac(EVENT).slice(1), `${hmac(EVENT)}00`, SECRET]) {
      expect(refused(EVENT, nonsense), nonsense).to.match(/no HMAC/);
    }
  });

  it('is refused if its body was cut or extended', () => {
    expect(refused(EVENT.slice(0, -1), hmac(EVENT))).to.match(/does not fit/);
    expect(refused(`${EVENT} `, hmac(EVENT))).to.match(/does not fit/);
    expect(refused('', hmac(EVENT))).to.match(/does not fit/);
  });

  it('is checked by its bytes, also where they are no valid text', () => {
    const body = Buffer.from([0x7b, 0xff, 0x7d]);
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    expect(isRight(deliveryAuthenticator.open({ body, signature }, [SECRET], NOW))).to.equal(true);
  });

  it('loses a byte order mark', () => {
    const body = `\uFEFF${EVENT}`;
    expect(opened(body, hmac(body))).to.equal(EVENT);
  });
});

describe('the cause of a refusal', () => {
  it('says what the sender can do about it', () => {
    const [header, payload] = jwt(EVENT).split('.');
    expect(causeOf(EVENT)).to.equal('no-signature');
    expect(causeOf(`${header}.${payload}.`)).to.equal('no-signature');
    expect(causeOf(EVENT, [SECRET], NOW, 'nonsense')).to.equal('unreadable-signature');
    expect(causeOf(EVENT, [SECRET], NOW, hmac(EVENT, 'hex', 'another'))).to.equal('wrong-secret');
    expect(causeOf(jwt(EVENT, 'another'))).to.equal('wrong-secret');
    expect(causeOf('aaa.bbb.ccc')).to.equal('unreadable-token');
    expect(causeOf(jwt('[1]'))).to.equal('unreadable-token');
    expect(causeOf(jwt(EVENT, SECRET, { alg: 'none' }))).to.equal('wrong-algorithm');
    expect(causeOf(jwt(EVENT), [])).to.equal('no-secret');
  });
});

describe('the secrets', () => {
  it('may end with a newline that was pasted with them', () => {
    expect(opened(EVENT, hmac(EVENT), [`${SECRET}\n`])).to.equal(EVENT);
    expect(opened(jwt(EVENT), null, [`${SECRET}\r\n`])).to.equal(EVENT);
  });

  it('verify nothing where there is none, or only an empty one', () => {
    for (const secrets of [[], [''], ['\n', '  ']]) {
      expect(refused(EVENT, hmac(EVENT, 'hex', ''), secrets)).to.match(/no secret/);
      expect(refused(jwt(EVENT, ''), null, secrets)).to.match(/no secret/);
    }
  });

  it('may include an empty one, which is ignored', () => {
    expect(opened(EVENT, hmac(EVENT), ['', SECRET])).to.equal(EVENT);
    expect(refused(EVENT, hmac(EVENT, 'hex', ''), ['', SECRET])).to.match(/does not fit/);
  });
});
