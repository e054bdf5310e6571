import type { LookupAddress } from 'node:dns';
import { expect } from 'chai';
import type { LookUpAll } from '../../../../src/adapters/outbound/webhooks/public-address.js';
import { webhookSender } from '../../../../src/adapters/outbound/webhooks/webhook-sender.js';
import { firsts, type Manner, type Receiver, startReceiver, verified } from '../../../support/receiver.js';

const SECRET = 'whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cyBvZiB0aGUgc2VuZGVy';

const dnsOf =
  (addresses: () => readonly string[]): LookUpAll =>
  (_name, _options, answer) => {
    const found = addresses().map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
    answer(null, found);
  };

describe('a webhook', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.stop());

  const port = () => new URL(receiver.url).port;
  const notice = (url: string, secrets: readonly string[] = [SECRET]) => ({
    ...{ url, secrets, id: 'event-1', at: Date.now(), body: '{"event":"call.ring","seq":1}' },
  });
  const sending = async (
    url: string,
    options: Partial<Parameters<typeof webhookSender>[0]> = {},
    secrets?: readonly string[],
  ) => {
    const sender = webhookSender({ allowPrivate: true, allowHttp: true, timeoutMs: 300, ...options });
    const outcome = await sender.send(notice(url, secrets))();
    sender.close();
    return outcome;
  };

  it('is not sent to a name that leads to an address that is not public, whenever it begins to', async () => {
    for (const addresses of [
      ...[['127.0.0.1'], ['10.0.0.1'], ['169.254.169.254'], ['::1'], ['fd00::1'], ['::ffff:127.0.0.1']],
      // One of several is enough, as any may be connected to.
      ['93.184.215.14', '127.0.0.1'],
    ]) {
      let asked = 0;
      const lookUp = dnsOf(() => {
        asked += 1;
        return addresses;
      });
      const url = `http://rebound.example.com:${port()}/hook`;
      expect(webhookSender({ allowPrivate: false, allowHttp: true }).refusalOf(url)).to.equal(null);
      const outcome = await sending(url, { allowPrivate: false, lookUp });
      expect(asked, addresses.join()).to.equal(1);
      expect(outcome).to.deep.include({ _tag: 'Failed', status: null });
      expect(outcome._tag === 'Failed' && outcome.problem).to.contain('private network');
    }
    expect(receiver.received).to.deep.equal([]);
  });

  it('is not sent to an address that was allowed when the endpoint was made', async () => {
    expect(await sending(receiver.url, { allowPrivate: false })).to.include({ _tag: 'Failed', status: null });
    expect(receiver.received).to.deep.equal([]);
  });

  it('is not sent without TLS where that is required', async () => {
    const outcome = await sending(receiver.url, { allowHttp: false });
    expect(outcome._tag === 'Failed' && outcome.problem).to.contain('https://');
    expect(receiver.received).to.deep.equal([]);
  });

  it('is not sent unsigned', async () => {
    expect((await sending(receiver.url, {}, []))._tag).to.equal('Failed');
    expect(receiver.received).to.deep.equal([]);
  });

  it('counts as delivered once it is answered with 2xx, whatever follows', async () => {
    for (const manner of ['ok', 'cut', 'short', 'long', 'flood', 'drip'] as readonly Manner[]) {
      receiver.be(() => manner);
      expect((await sending(receiver.url))._tag, manner).to.equal('Delivered');
    }
    expect(firsts(receiver.received)).to.deep.equal([1]);
    for (const one of receiver.received) expect(verified(SECRET, one)).to.include({ seq: 1 });
  });

  it('ends within its time, and reads no more of an answer than shows what is wrong', async () => {
    for (const manner of ['hang', 'slow-head'] as readonly Manner[]) {
      receiver.be(() => manner);
      const begun = performance.now();
      expect((await sending(receiver.url))._tag, manner).to.equal('Failed');
      expect(performance.now() - begun, manner).to.be.within(250, 5_000);
    }
  });

  it('is sent on a new connection where the receiver was just closing the one that was kept', async () => {
    receiver.be(() => 'stale');
    const sender = webhookSender({ allowPrivate: true, allowHttp: true, timeoutMs: 5_000 });
    for (let n = 0; n < 3; n += 1) {
      expect((await sender.send(notice(receiver.url))())._tag, `${n}`).to.equal('Delivered');
    }
    sender.close();
  });

  it('fails where the receiver changes to another protocol, which nobody asked for', async () => {
    receiver.be(() => 'upgrade');
    const outcome = await sending(receiver.url);
    expect(outcome).to.include({ _tag: 'Failed', problem: 'It ended the connection without an answer.' });
  });

  it('says when the receiver wants to be asked again', async () => {
    receiver.be(() => 'busy');
    expect(await sending(receiver.url)).to.include({ _tag: 'Failed', status: 503, retryAfterMs: 1_000 });
  });

  it('is signed with secrets of 256 random bits in the form of the specification', () => {
    const { newSecret } = webhookSender({ allowPrivate: true, allowHttp: true });
    const secrets = Array.from({ length: 20 }, newSecret);
    expect(new Set(secrets).size).to.equal(20);
    for (const secret of secrets) expect(secret).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
