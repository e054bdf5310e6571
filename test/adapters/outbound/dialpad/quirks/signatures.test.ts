import { expect } from 'chai';
import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { messageIn, RECEIVED_AT, ringing } from '../translating.js';
import { received } from './payloads.js';
import { jwt, open, SECRET } from './signed.js';

describe('quirks of signatures', () => {
  it('a signed body is one JWT without any claims, and needs no signature header', () => {
    expect(open(jwt(ringing()))).to.have.property('right', JSON.stringify(ringing()));
  });

  it('an expiry is honoured where there is one, but not required', () => {
    const seconds = RECEIVED_AT / 1000;
    expect(isRight(open(jwt({ ...ringing(), exp: seconds + 60 })))).to.equal(true);
    expect(isLeft(open(jwt({ ...ringing(), exp: seconds - 61 })))).to.equal(true);
  });

  it('plain JSON without a signature, as from a webhook without a secret, is refused', () => {
    expect(isLeft(open(JSON.stringify(ringing())))).to.equal(true);
  });

  it('a secret with a newline at its end verifies like the secret itself', () => {
    expect(isRight(open(jwt(ringing()), { secrets: [`${SECRET}\n`] }))).to.equal(true);
    expect(isLeft(open(jwt(ringing()), { secrets: ['\n'] }))).to.equal(true);
  });

  it('a text message that is retried for hours is not too old', () => {
    const late = { now: RECEIVED_AT + 5 * 3_600_000 };
    expect(isRight(open(jwt({ ...received(), iat: RECEIVED_AT / 1000 }), late))).to.equal(true);
    const { event_timestamp: at } = received();
    expect(messageIn(received({ event_timestamp: Number(at) - 5 * 3_600_000 })).status).to.equal('received');
  });
});
