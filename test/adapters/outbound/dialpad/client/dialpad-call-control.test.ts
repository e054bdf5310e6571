import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { leftOf, rightOf } from '../../../../../src/testing/storage/outcome.js';
import { ACCESS, id } from './clients.js';
import { scriptedDialpad } from './scripted-dialpad.js';

/** Beyond 2^53: as a JavaScript number its last digits are lost. */
const BIG = '9223372036854775807';
const DIAL = { dialpadUserId: id(BIG), toNumber: '+15550110201', fromNumber: null, customData: null };

describe('Dialpad as what calls are controlled with', () => {
  const { asked, control, script, seen, sent } = scriptedDialpad();

  it('dials for a person, without loss of digits, and names the call', async () => {
    script({ body: { call_id: BIG } }, { body: {} });
    expect(await rightOf(control().dial(ACCESS, DIAL))).to.deep.equal(E.right(BIG));
    expect(asked()).to.deep.equal(['POST /api/v2/call']);
    expect(seen()[0]?.body).to.equal(`{"phone_number":"+15550110201","user_id":${BIG}}`);
    const more = { ...DIAL, dialpadUserId: id('7'), fromNumber: 'blocked', customData: 'deal 17' };
    expect(await rightOf(control().dial(ACCESS, more))).to.deep.equal(E.right(null));
    expect(sent()).to.deep.include({ user_id: 7, outbound_caller_id: 'blocked', custom_data: 'deal 17' });
  });

  it('hangs up, without a body either way', async () => {
    script({ body: '' });
    expect(await rightOf(control().hangUp(ACCESS, id(BIG)))).to.deep.equal(E.right(undefined));
    expect(asked()).to.deep.equal([`PUT /api/v2/call/${BIG}/actions/hangup`]);
  });

  it('transfers to a number or a person', async () => {
    script({ body: { call_id: '7' } }, { body: { call_id: '7' } });
    await rightOf(control().transfer(ACCESS, id('7'), { to: { number: '+15550110203' }, state: 'parked' }));
    expect(sent()).to.deep.equal({ to: { number: '+15550110203' }, transfer_state: 'parked' });
    await rightOf(control().transfer(ACCESS, id('7'), { to: { dialpadUserId: id('11') }, state: null }));
    expect(sent()).to.deep.equal({ to: { target_id: 11, target_type: 'user' } });
    expect(asked()).to.deep.equal(['POST /api/v2/call/7/transfer', 'POST /api/v2/call/7/transfer']);
  });

  it('labels, and says which labels the call has then', async () => {
    script({ body: { labels: ['vip', 'sold'] } }, { body: { call_id: '7' } });
    expect(await rightOf(control().label(ACCESS, id('7'), ['sold']))).to.deep.equal(E.right(['vip', 'sold']));
    expect(await rightOf(control().label(ACCESS, id('7'), []))).to.deep.equal(E.right([]));
    expect(asked()).to.deep.equal(['PUT /api/v2/call/7/labels', 'PUT /api/v2/call/7/labels']);
  });

  it('says that there is no such person or call', async () => {
    script({ status: 404 });
    expect(await rightOf(control().dial(ACCESS, DIAL))).to.deep.equal(E.left({ _tag: 'NotThere' }));
  });

  it('is not asked again once it was asked too often', async () => {
    script({ status: 429, headers: { 'retry-after': '20' } });
    const tooOften = { _tag: 'TooOften', retryAfterMs: 20_000 };
    expect(await rightOf(control().dial(ACCESS, DIAL))).to.deep.equal(E.left(tooOften));
    expect(seen()).to.have.length(1);
  });

  it('is asked once for what must not be done twice', async () => {
    for (const failure of [{ status: 500 }, { body: '<html></html>' }]) {
      script(failure);
      const done = await rightOf(control().transfer(ACCESS, id('7'), { to: { number: '+15550110203' }, state: null }));
      expect(E.isLeft(done) && done.left._tag).to.equal('OutcomeUnknown');
      expect(seen()).to.have.length(1);
    }
  });

  it('is asked again for what may be done twice', async () => {
    script({ status: 500 }, { body: '' });
    expect(await rightOf(control().hangUp(ACCESS, id('7')))).to.deep.equal(E.right(undefined));
    script({ status: 500 }, { status: 500 }, { status: 500 }, { status: 500 });
    expect(await leftOf(control().hangUp(ACCESS, id('7')))).to.include({ _tag: 'PhoneSystemUnavailable' });
  });
});
