import { expect } from 'chai';
import * as fc from 'fast-check';
import { isMarkOf, recordingMark } from '../../src/domain/recording.js';
import { recordingKey } from '../../src/domain/recording-key.js';

const AT = 'https://media.example.com/calls/42.mp3';

/** Two signatures each, as their makers write them. */
const SIGNED: Readonly<Record<string, readonly [string, string]>> = {
  CloudFront: ['Expires=1&Signature=a~b&Key-Pair-Id=K1', 'Expires=2&Signature=c&Key-Pair-Id=K1'],
  'CloudFront with a policy': ['Policy=eyJ&Signature=a&Key-Pair-Id=K1', 'Policy=fzK&Signature=b&Key-Pair-Id=K2'],
  'Amazon S3, version 2': ['AWSAccessKeyId=A&Expires=1&Signature=x%3D', 'AWSAccessKeyId=B&Expires=2&Signature=y%3D'],
  'Amazon S3, version 4': [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F1&X-Amz-Date=20260128T120000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=aa',
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=b%2F1&X-Amz-Date=20260129T120000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=bb&X-Amz-Security-Token=t',
  ],
  'Google Cloud Storage': ['X-Goog-Date=1&X-Goog-Expires=60&X-Goog-Signature=aa', 'x-goog-date=2&x-goog-signature=bb'],
  'Google Cloud Storage, version 2': [
    'GoogleAccessId=a&Expires=1&Signature=x',
    'GoogleAccessId=a&Expires=2&Signature=y',
  ],
  Azure: [
    'sv=2022-11-02&sr=b&sp=r&st=2026-01-28T12%3A00Z&se=2026-01-28T13%3A00Z&spr=https&sig=a%2Bb',
    'sv=2023-01-03&sr=b&sp=r&se=2026-01-29T13%3A00Z&sig=c',
  ],
  'a token': ['token=aaa', 'token=bbb&expires_at=99'],
};

describe('the key of a recording', () => {
  for (const [maker, [first, second]] of Object.entries(SIGNED)) {
    it(`is the same however often its address is signed anew: ${maker}`, () => {
      expect(recordingKey(`${AT}?${first}`)).to.equal(AT);
      expect(recordingKey(`${AT}?${second}`)).to.equal(AT);
      const [one, other] = [`${AT}?id=42&${first}`, `${AT}?${second}&id=42`];
      expect(recordingKey(one)).to.equal(recordingKey(other)).and.to.equal(`${AT}?id=42`);
      expect(recordingKey(`${AT}?id=43&${first}`)).to.not.equal(recordingKey(one));
    });
  }

  it('tells apart addresses whose query identifies the recording', () => {
    const addresses = ['?id=42', '?id=43', '?se=1', '?se=2', '?ts=1', '?ts=2', '?v=3&id=42', '', '?recording=a'];
    expect(new Set(addresses.map((query) => recordingKey(`${AT}${query}`))).size).to.equal(addresses.length);
    expect(recordingKey('https://dialpad.com/r/1')).to.not.equal(recordingKey('https://dialpad.com/r/2'));
  });

  it('does not depend on the order of the parameters, nor on a fragment', () => {
    expect(recordingKey(`${AT}?b=2&a=1#t=10`)).to.equal(recordingKey(`${AT}?a=1&b=2`));
  });

  it('is the id if the source gives one', () => {
    expect(recordingKey(`${AT}?Signature=a`, '77')).to.equal(recordingKey('https://elsewhere.example.com/x', '77'));
    expect(recordingKey(AT, '77')).to.not.equal(recordingKey(AT, '78'));
  });

  it('is its own key, whatever is written as an address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string()), (address) => {
        expect(recordingKey(recordingKey(address))).to.equal(recordingKey(address));
      }),
    );
  });
});

describe('the mark of a recording', () => {
  const recording = (value: string, id?: string) => (id === undefined ? { value } : { value, id });

  it('is known again by the id or, where one of the two has none, by the address', () => {
    const mark = recordingMark(recording(`${AT}?Signature=a`, '77'));
    expect(isMarkOf(mark, recording('https://elsewhere.example.com/x', '77'))).to.equal(true);
    expect(isMarkOf(mark, recording(`${AT}?Signature=b`))).to.equal(true);
    expect(isMarkOf(mark, recording(`${AT}?Signature=a`, '78'))).to.equal(false);
    expect(isMarkOf(mark, recording('https://elsewhere.example.com/x'))).to.equal(false);
    expect(isMarkOf(recordingMark(recording(AT)), recording(`${AT}?sig=c&se=1`, '77'))).to.equal(true);
  });

  it('may be a whole address, as older versions remembered it', () => {
    expect(isMarkOf(`${AT}?Expires=1&Signature=a`, recording(`${AT}?Expires=2&Signature=b`))).to.equal(true);
    expect(isMarkOf(`${AT}?id=1`, recording(`${AT}?id=2`))).to.equal(false);
  });

  it('is that of the recording itself, whatever its address', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.stringMatching(/^\d{1,19}$/), { nil: undefined }), (value, id) => {
        expect(isMarkOf(recordingMark(recording(value, id)), recording(value, id))).to.equal(true);
      }),
    );
  });
});
