import { expect } from 'chai';
import { leftOf, rightOf } from '../../../../../src/testing/storage/outcome.js';
import { ACCESS, id } from './clients.js';
import { scriptedDialpad } from './scripted-dialpad.js';

const SECRET = 'the-secret-of-a-webhook-32-signs';
/** Beyond 2^53: as a JavaScript number its last digits are lost. */
const BIG = '9223372036854775807';

describe('Dialpad’s webhooks', () => {
  const { dialpad, script, sent } = scriptedDialpad();

  const answer = (signature?: object) => ({ id: BIG, hook_url: 'https://cti.example.com/hook', signature });

  it('say whether they sign, and never the secret', async () => {
    script({ body: answer({ algo: 'HS256', type: 'jwt', secret: SECRET }) });
    const webhook = { url: 'https://cti.example.com/hook', secret: SECRET };
    const made = await rightOf(dialpad().createWebhook(ACCESS, webhook));
    expect(made).to.deep.equal({ id: BIG, url: 'https://cti.example.com/hook', isSigned: true });
    expect(sent()).to.deep.equal({ hook_url: webhook.url, secret: SECRET });
    expect(await rightOf(dialpad().changeWebhookSecret(ACCESS, id(BIG), SECRET))).to.deep.equal(made);
    expect(sent()).to.deep.equal({ secret: SECRET });
    script({ body: { items: [answer(), answer({})] } });
    const { items } = await rightOf(dialpad().listWebhooks(ACCESS, null));
    expect(items.map(({ isSigned }) => isSigned)).to.deep.equal([false, false]);
  });

  it('are deleted, also if they are gone already', async () => {
    script({ body: answer() }, { status: 204 }, { status: 404 }, { status: 403 });
    for (let time = 0; time < 3; time += 1) await rightOf(dialpad().deleteWebhook(ACCESS, id('1')));
    expect(await leftOf(dialpad().deleteWebhook(ACCESS, id('1')))).to.include({
      _tag: 'AccessRefused',
      reason: 'not-permitted',
    });
  });

  it('cannot be created where no id comes back', async () => {
    script({ body: {} });
    const error = await leftOf(dialpad().createWebhook(ACCESS, { url: 'https://cti.example.com', secret: SECRET }));
    expect(error._tag).to.equal('PhoneSystemUnavailable');
  });
});
