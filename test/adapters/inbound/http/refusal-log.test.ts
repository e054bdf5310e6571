import { expect } from 'chai';
import { makeRefusalLog } from '../../../../src/adapters/inbound/http/refusal-log.js';
import type { ForgedCause } from '../../../../src/application/ports/delivery-authenticator.js';

const forged = (cause: ForgedCause) => ({ _tag: 'Forged', cause, reason: 'a reason' }) as const;

const setUp = () => {
  let now = 0;
  const lines: Readonly<Record<string, unknown>>[] = [];
  const log = makeRefusalLog({ warn: (fields) => lines.push(fields) }, { now: () => now });
  return {
    lines,
    wait: (ms: number) => {
      now += ms;
    },
    refuse: (error: Parameters<typeof log>[0], address = '192.0.2.1') =>
      log(error, { id: 'r', path: '/webhooks/dialpad', address }),
  };
};

describe('the log of refused deliveries', () => {
  it('says the cause, at most once a minute for each cause and address', () => {
    const { lines, wait, refuse } = setUp();
    for (let times = 0; times < 3; times += 1) refuse(forged('wrong-secret'));
    refuse(forged('expired'));
    refuse(forged('wrong-secret'), '192.0.2.2');
    expect(lines.map(({ cause, address }) => [cause, address])).to.deep.equal([
      ['wrong secret', '192.0.2.1'],
      ['expired', '192.0.2.1'],
      ['wrong secret', '192.0.2.2'],
    ]);
    wait(59_999);
    refuse(forged('wrong-secret'));
    expect(lines).to.have.length(3);
    wait(1);
    refuse(forged('wrong-secret'));
    expect(lines).to.have.length(4);
  });

  it('never calls a clock a wrong secret', () => {
    const { lines, refuse } = setUp();
    refuse({ _tag: 'NotYetValid', retryAfterSeconds: 30, reason: 'a reason' });
    refuse(forged('expired'));
    expect(lines.map(({ cause }) => cause)).to.deep.equal(['not valid yet', 'expired']);
  });

  it('is silent about an outage of storage, which is logged elsewhere', () => {
    const { lines, refuse } = setUp();
    refuse({ _tag: 'StorageUnavailable', detail: 'down' });
    refuse({ _tag: 'StorageFault', detail: 'broken' });
    expect(lines).to.deep.equal([]);
  });

  it('remembers a bounded number of addresses, and writes no line about more of them', () => {
    const { lines, wait, refuse } = setUp();
    for (let host = 0; host < 5_000; host += 1) refuse(forged('no-signature'), `192.0.2.${host}`);
    expect(lines).to.have.length(1_000);
    wait(60_000);
    refuse(forged('no-signature'), 'another');
    expect(lines).to.have.length(1_001);
  });

  it('cuts what stands in place of an address', () => {
    const { lines, refuse } = setUp();
    refuse(forged('no-signature'), 'x'.repeat(10_000));
    expect(lines[0]?.address).to.have.length(64);
  });
});
