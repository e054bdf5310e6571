import { expect } from 'chai';
import type { Connection, Coverage, Webhook } from '../../../console/admin/api/model.js';
import { segmentsOf, shownSpanOf } from '../../../console/admin/logic/coverage-segments.js';
import { readCrmUsers } from '../../../console/admin/logic/crm-users.js';
import { findingsOf } from '../../../console/admin/logic/dialpad-health.js';
import { parseExact, showExact } from '../../../console/admin/logic/exact-json.js';
import { readPasted } from '../../../console/admin/logic/pasted-mappings.js';
import { quantileOf, readMetrics, sumOf } from '../../../console/admin/logic/prometheus.js';
import { type Reading, ratesOf, routesOf } from '../../../console/admin/logic/server-reading.js';

const NOTHING: Coverage = {
  since: null,
  watched_until: null,
  complete: [],
  missing: [],
  gaps: [],
  filling: null,
  last_filled_at: null,
  trouble: null,
};
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 26, 12, minute)).toISOString();
const range = (from: number, to: number) => ({ from: at(from), to: at(to) });

describe('pasted mappings', () => {
  it('are read from lines of a table, whatever stands between the columns', () => {
    const text =
      'Dialpad user,CRM user\n1,ann\n2\tben@example.com\r\n3; Chloe Winters \n\n"4","dora"\n9223372036854775807  eve';
    expect(readPasted(text)).to.deep.equal({
      mappings: [
        { dialpad_user_id: '1', crm_user_id: 'ann' },
        { dialpad_user_id: '2', crm_user_id: 'ben@example.com' },
        { dialpad_user_id: '3', crm_user_id: 'Chloe Winters' },
        { dialpad_user_id: '4', crm_user_id: 'dora' },
        { dialpad_user_id: '9223372036854775807', crm_user_id: 'eve' },
      ],
      faults: [],
    });
  });

  it('name the lines that are none', () => {
    const { mappings, faults } = readPasted('1,ann\nann,1\n2\n0,zoe');
    expect(mappings).to.have.length(1);
    expect(faults.map(({ line }) => line)).to.deep.equal([2, 3, 4]);
    expect(faults[1]?.message).to.equal('has no CRM user after the Dialpad user id');
  });
});

describe('metrics', () => {
  const TEXT = `# HELP cti_webhooks_total Webhooks by outcome.
# TYPE cti_webhooks_total counter
cti_webhooks_total{outcome="accepted"} 7
cti_webhooks_total{outcome="forged",why="a \\"quote\\""} 2
# HELP cti_lag Lag.
# TYPE cti_lag histogram
cti_lag_bucket{le="0.1"} 5
cti_lag_bucket{le="1"} 9
cti_lag_bucket{le="+Inf"} 10
cti_lag_sum 4
cti_lag_count 10
`;

  it('are read from the text that Prometheus reads', () => {
    const metrics = readMetrics(TEXT);
    expect([...metrics.keys()]).to.deep.equal(['cti_webhooks_total', 'cti_lag']);
    expect(metrics.get('cti_webhooks_total')?.samples[1]?.labels).to.deep.equal({
      outcome: 'forged',
      why: 'a "quote"',
    });
    expect(sumOf(metrics, 'cti_webhooks_total')).to.equal(9);
    expect(sumOf(metrics, 'cti_webhooks_total', { outcome: 'accepted' })).to.equal(7);
    expect(sumOf(metrics, 'cti_lag', {}, '_count')).to.equal(10);
    expect(sumOf(metrics, 'no_such')).to.equal(0);
  });

  it('tell below which bound most of what was measured lies', () => {
    const metrics = readMetrics(TEXT);
    expect(quantileOf(metrics, 'cti_lag', 0.5)).to.equal(0.1);
    expect(quantileOf(metrics, 'cti_lag', 0.9)).to.equal(1);
    expect(quantileOf(metrics, 'no_such', 0.5)).to.equal(null);
  });
});

describe('the timeline of a coverage', () => {
  const shown = { from: Date.parse(at(0)), to: Date.parse(at(40)) };

  it('shows what is complete, missing and being asked for, each at its place', () => {
    const coverage: Coverage = {
      ...NOTHING,
      complete: [range(-10, 10), range(20, 40)],
      missing: [range(10, 20)],
      gaps: [{ ...range(10, 20), detected_at: at(20), filled_at: null }],
      filling: { ...range(10, 15), calls_listed: 0, progress: '' },
    };
    expect(segmentsOf(coverage, shown).map(({ kind, start, width }) => [kind, start, width])).to.deep.equal([
      ['complete', 0, 0.25],
      ['complete', 0.5, 0.5],
      ['missing', 0.25, 0.25],
      ['filling', 0.25, 0.125],
    ]);
  });

  it('leaves out what lies elsewhere', () => {
    expect(segmentsOf({ ...NOTHING, complete: [range(-20, 0), range(40, 50)] }, shown)).to.deep.equal([]);
  });

  it('begins with the first stretch, an hour to thirty days ago', () => {
    const now = Date.parse(at(0));
    expect(shownSpanOf(NOTHING, now)).to.deep.equal({ from: now - 3_600_000, to: now });
    expect(shownSpanOf({ ...NOTHING, since: at(-300) }, now).from).to.equal(Date.parse(at(-300)));
    expect(shownSpanOf({ ...NOTHING, since: at(-60 * 24 * 90) }, now).from).to.equal(now - 30 * 86_400_000);
  });
});

describe('what is said of the way to Dialpad', () => {
  const connected: Connection = {
    ...{ status: 'connected', by: 'oauth', company: 'Clinic', connected_at: at(0), token_expires_at: null },
    ...{ broken_at: null, broken_reason: null },
  };
  const webhook: Webhook = {
    ...{ id: 1, url: 'https://cti.example.com', call_subscription_id: 2, sms_subscription_id: 3 },
    ...{ created_at: at(0), checked_at: null, secrets: [] },
  };
  const now = Date.parse(at(0));
  const statesOf = (...given: [Connection, Webhook | null, Coverage]) =>
    findingsOf(...given, now).map(({ state }) => state);

  it('is that all is well, with nothing to do', () => {
    const findings = findingsOf(connected, webhook, { ...NOTHING, watched_until: at(0) }, now);
    for (const { state, advice } of findings) expect([state, advice]).to.deep.equal(['ok', null]);
  });

  it('is the first thing to put right, with what to do', () => {
    for (const status of ['disconnected', 'pending', 'broken'] as const) {
      const [only, ...others] = findingsOf({ ...connected, status }, null, NOTHING, now);
      expect(others).to.deep.equal([]);
      expect(only?.state).not.to.equal('ok');
      expect(only?.advice).to.be.a('string');
    }
  });

  it('is what is missing at Dialpad, who does not listen, and which calls are not fetched', () => {
    expect(statesOf(connected, null, NOTHING)).to.deep.equal(['ok', 'todo', 'waiting', 'ok']);
    const missing = { ...NOTHING, watched_until: at(-1), missing: [range(-9, -5)] };
    expect(statesOf(connected, { ...webhook, sms_subscription_id: null }, missing)).to.deep.equal([
      ...['ok', 'broken', 'broken', 'waiting'],
    ]);
    const trouble = { ...missing, trouble: { reason: 'refused', retry_at: at(1) } };
    expect(statesOf(connected, webhook, trouble).at(-1)).to.equal('broken');
  });
});

describe('JSON as it came', () => {
  it('keeps every digit of long numbers, and leaves texts alone', () => {
    const text =
      '{"id":9223372036854775807,"ids":[-12345678901234567890,1],"text":"9223372036854775807 \\"1\\"","x":1.5e3}';
    const shown = showExact(parseExact(text));
    expect(shown).to.include('"id": 9223372036854775807,').and.to.include('-12345678901234567890,');
    expect(JSON.parse(shown).text).to.equal('9223372036854775807 "1"');
    expect(JSON.parse(shown).x).to.equal(1500);
  });
});

describe('pasted CRM users', () => {
  it('are read with the address in either place', () => {
    expect(readCrmUsers('u1, ana@example.com\nben@example.com\tu2\nu3 chloe@example.com\n\n')).to.deep.equal({
      users: [
        { id: 'u1', email: 'ana@example.com' },
        { id: 'u2', email: 'ben@example.com' },
        { id: 'u3', email: 'chloe@example.com' },
      ],
      faults: [],
    });
    expect(readCrmUsers('dora@example.com\nnobody')).to.deep.equal({
      users: [{ id: 'dora@example.com', email: 'dora@example.com' }],
      faults: [2],
    });
  });
});

describe('what the server did', () => {
  const reading = (at: number, requests: number): Reading => ({
    ...{ at, requests, webhooks: 0, eventsSent: 0, connections: 0, residentBytes: 0, loopLag: 0 },
  });

  it('is a rate between two readings, from 0 where the server began anew', () => {
    expect(ratesOf([reading(0, 10), reading(2_000, 30), reading(3_000, 5)], 'requests')).to.deep.equal([10, 5]);
    expect(ratesOf([reading(0, 10)], 'requests')).to.deep.equal([]);
  });

  it('is listed by route, the busiest first, with what failed and how long it took', () => {
    const line = (route: string, status: number, count: number, sum: number) => {
      const labels = `{method="GET",route="${route}",status="${status}"}`;
      return `cti_http_request_duration_seconds_sum${labels} ${sum}\ncti_http_request_duration_seconds_count${labels} ${count}\n`;
    };
    const head = '# TYPE cti_http_request_duration_seconds histogram\n';
    const metrics = readMetrics(
      `${head}${line('/a', 200, 1, 0.1)}${line('/b', 200, 3, 0.03)}${line('/b', 404, 1, 0.01)}`,
    );
    const routes = routesOf(metrics).map(({ mean, ...rest }) => ({ ...rest, mean: Math.round(mean) }));
    expect(routes).to.deep.equal([
      { route: 'GET /b', count: 4, failed: 1, mean: 10 },
      { route: 'GET /a', count: 1, failed: 0, mean: 100 },
    ]);
  });
});
