import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { withAppKey } from '../../../../src/adapters/inbound/http/access.js';
import type { Gate } from '../../../../src/adapters/inbound/http/gate.js';
import type { HttpRequest } from '../../../../src/adapters/inbound/http/http-request.js';
import { makeOwnRateLimit, type RateLimit } from '../../../../src/adapters/inbound/http/rate-limit.js';
import { one } from '../../../../src/adapters/inbound/http/reply.js';
import { type Answering, asTask, isPending } from '../../../../src/adapters/inbound/http/route.js';
import type { KeyAccess } from '../../../../src/domain/app/key-access.js';
import type { AppId, KeyId } from '../../../../src/domain/ids.js';

const ACCESS: KeyAccess = { appId: 'app-1' as AppId, keyId: 'key-1' as KeyId, validUntil: null };

const gate: Pick<Gate, 'key' | 'knownAccess'> = {
  knownAccess: (key) => (key === 'known' ? ACCESS : null),
  key: () => TE.right(ACCESS),
};

const request = (key: string | null): HttpRequest => ({
  ...{ id: 'request-1', method: 'GET', path: '/api/calls', params: {}, parameters: [] },
  ...{ query: new URLSearchParams(), address: '192.0.2.1', body: TE.right(new Uint8Array()) },
  header: (name) => (name === 'x-app-api-key' ? key : null),
});

const guarded = (limit: RateLimit) => withAppKey(gate as Gate, limit);
const known = (): Answering => E.right(one('kept'));

describe('an app’s key', () => {
  const perMinute = makeOwnRateLimit(2, () => 0);

  it('that is known lets a handler answer at once, within the limit and above it', () => {
    const handle = guarded(perMinute)(known);
    const answers = [1, 2, 3].map(() => handle(request('known')));
    const outcomes = answers.map((answering) => (isPending(answering) ? 'pending' : answering));
    expect(outcomes.map((outcome) => (outcome === 'pending' ? outcome : outcome._tag))).to.deep.equal([
      'Right',
      'Right',
      'Left',
    ]);
    expect(outcomes[0]).to.have.nested.property('right.headers.ratelimit-remaining', '1');
    expect(outcomes[2]).to.have.nested.property('left.status', 429);
  });

  it('that has to be looked up, or is counted by processes together, is waited for', async () => {
    const together = { allowed: true, limit: 2, remaining: 1, resetSeconds: 60 };
    for (const answering of [
      guarded(() => null)(known)(request('unknown')),
      guarded(async () => together)(known)(request('known')),
    ]) {
      expect(isPending(answering)).to.equal(true);
      expect(await asTask(answering)()).to.have.nested.property('right.status', 200);
    }
  });

  it('runs nothing of what a handler leaves for later before that is asked for', async () => {
    let reads = 0;
    const reading = guarded(() => null)(() => async () => {
      reads += 1;
      return E.right(one('read'));
    })(request('known'));
    expect([isPending(reading), reads]).to.deep.equal([true, 0]);
    await asTask(reading)();
    expect(reads).to.equal(1);
  });
});
