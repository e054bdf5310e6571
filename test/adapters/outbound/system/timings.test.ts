import { expect } from 'chai';
import { Histogram, Registry } from 'prom-client';
import { makeTimings } from '../../../../src/adapters/outbound/system/timings.js';

const NAME = 'took_seconds';
const HELP = 'How long it took.';
const BOUNDS = [0.1, 1, 10];

describe('timings', () => {
  it('are told as the histogram of prom-client tells them', async () => {
    const registry = new Registry();
    const timings = makeTimings<'what' | 'status'>(registry, { name: NAME, help: HELP, bounds: BOUNDS });
    const expected = new Registry();
    const histogram = new Histogram({
      ...{ name: NAME, help: HELP, labelNames: ['what', 'status'], buckets: BOUNDS, registers: [expected] },
    });
    const series = [
      { what: 'one', status: 200 },
      { what: 'a "quoted"\nname', status: 404 },
    ] as const;
    const counts = series.map((labels) => ({ labels, count: timings.of(labels) }));
    for (const seconds of [0, 0.1, 0.10001, 0.5, 1, 9.9, 10, 11, 1e6]) {
      for (const { labels, count } of counts) {
        count(seconds);
        histogram.observe(labels, seconds);
      }
    }
    expect(await registry.metrics()).to.equal(await expected.metrics());
  });
});
