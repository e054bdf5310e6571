import { expect } from 'chai';
import { DIALPAD_LIMITS } from '../../../src/testing/dialpad/limits.js';
import type { Colleague } from '../../../src/testing/dialpad/parties.js';
import { ANA, BEN, DANA } from '../../../src/testing/dialpad/people.js';
import { simulated } from './simulating.js';

const times = async <A>(n: number, work: () => Promise<A>): Promise<readonly A[]> => {
  const results: A[] = [];
  for (let done = 0; done < n; done += 1) results.push(await work());
  return results;
};

describe('the simulated Dialpad’s limits', () => {
  const { ask, pass } = simulated();
  const statuses = (n: number, path: string) => times(n, async () => (await ask('GET', path)).status);

  it('are twenty requests a second in all', async () => {
    expect(new Set(await statuses(20, '/api/v2/users'))).to.deep.equal(new Set([200]));
    const { status, headers, body } = await ask('GET', '/api/v2/webhooks');
    expect([status, headers.get('retry-after'), body.error.code]).to.deep.equal([429, '1', 429]);
    pass(1);
    expect(await statuses(1, '/api/v2/users')).to.deep.equal([200]);
  });

  it('are ten a minute for GET /call/{id}', async () => {
    const path = '/api/v2/call/4000000000000001';
    expect(new Set(await statuses(10, path))).to.deep.equal(new Set([404]));
    pass(12);
    const { status, headers } = await ask('GET', path);
    expect([status, headers.get('retry-after')]).to.deep.equal([429, '48']);
    expect(await statuses(1, '/api/v2/users')).to.deep.equal([200]);
    pass(48);
    expect(await statuses(1, path)).to.deep.equal([404]);
  });
});

describe('the simulated Dialpad’s limit of dials', () => {
  const { ask, pass } = simulated();
  const dial = (user: Colleague) => ask('POST', '/api/v2/call', { phone_number: DANA.phone, user_id: user.id });

  it('is five a minute for a person', async () => {
    const dials = await times(5, () => dial(ANA));
    expect(dials.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200]);
    const { status, headers } = await dial(ANA);
    expect([status, headers.get('retry-after')]).to.deep.equal([429, '60']);
    expect((await dial(BEN)).status).to.equal(200);
    pass(60);
    expect((await dial(ANA)).status).to.equal(200);
  });
});

describe('the simulated Dialpad with lower limits', () => {
  const { ask } = simulated({ limits: { ...DIALPAD_LIMITS, overall: { most: 1, withinMs: 1_000 } } });

  it('refuses sooner, but does not count an unknown bearer', async () => {
    expect((await ask('GET', '/api/v2/users', undefined, 'wrong')).status).to.equal(401);
    expect((await ask('GET', '/api/v2/users')).status).to.equal(200);
    expect((await ask('GET', '/api/v2/users')).status).to.equal(429);
  });
});

describe('the simulated Dialpad’s faults', () => {
  const { dialpad, ask } = simulated({ limits: null });

  it('come one after the other, at their path', async () => {
    dialpad().fail('/api/v2/users', 500, { status: 429, retryAfterSeconds: 7 }, 'html');
    expect((await ask('GET', '/api/v2/company')).status).to.equal(200);
    expect((await ask('GET', '/api/v2/users')).body.error.code).to.equal(500);
    expect((await ask('GET', '/api/v2/users')).headers.get('retry-after')).to.equal('7');
    const page = await ask('GET', '/api/v2/users');
    expect(page.headers.get('content-type')).to.contain('text/html');
    expect(page.text).to.contain('<!DOCTYPE html>');
    expect((await ask('GET', '/api/v2/users')).status).to.equal(200);
  });

  it('are for one method, or for all paths with a prefix', async () => {
    dialpad().fail('POST /api/v2/webhooks', 503);
    expect((await ask('GET', '/api/v2/webhooks')).status).to.equal(200);
    expect((await ask('POST', '/api/v2/webhooks', {})).status).to.equal(503);
    const end = dialpad().keepFailing('/api/v2/*', 502);
    expect((await ask('GET', '/api/v2/users/me')).status).to.equal(502);
    expect((await ask('GET', '/api/v2/company')).status).to.equal(502);
    end();
    expect((await ask('GET', '/api/v2/company')).status).to.equal(200);
  });

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    );

  it('end a connection before a request is carried out, or after', async () => {
    const hook = { hook_url: 'https://cti.example.com/hook' };
    dialpad().fail('/api/v2/webhooks', 'cut', 'lost');
    expect(await failureOf(ask('POST', '/api/v2/webhooks', hook))).to.be.instanceOf(Error);
    expect(dialpad().webhooks()).to.have.length(0);
    expect(await failureOf(ask('POST', '/api/v2/webhooks', hook))).to.be.instanceOf(Error);
    expect(dialpad().webhooks()).to.have.length(1);
    expect(
      dialpad()
        .requests()
        .map(({ status }) => status),
    ).to.deep.equal([null, null]);
  });

  it('leave a request without an answer until it is aborted', async () => {
    dialpad().fail('/api/v2/company', 'hang');
    const controller = new AbortController();
    const waiting = failureOf(fetch(`${dialpad().url}/api/v2/company`, { signal: controller.signal }));
    while (dialpad().requests().length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    expect(await waiting).to.have.property('name', 'AbortError');
  });
});
