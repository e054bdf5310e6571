import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import { TOKENS } from '../../src/adapters/container/tokens.js';
import { BUDGETS } from '../../src/application/budgets.js';
import { listen } from './listener.js';
import { run } from './running.js';

describe('metrics', () => {
  it('show Prometheus the requests, webhooks, processed events and sent events', async () => {
    const at = await run();
    const app = await at.newApp('Clinic');
    const listener = await listen(`${at.url}/ws?api_key=${app.key}`);
    await at.deliver({ event_type: 'call.ring', call_id: 1, direction: 'inbound' });
    await at.deliver({ event_type: 'call.ring', call_id: 1, direction: 'inbound' });
    await at.deliver({ event_type: 'call.ring' });
    await listener.count(1);
    await at.crm(app.key, '/api/calls/01890000-0000-7000-8000-0000000000aa');
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));

    const scrape = async (path: string, headers = {}) => {
      const answer = await fetch(`${at.url}${path}`, { headers });
      expect(answer.headers.get('content-type')).to.match(/^text\/plain; version=/);
      return answer.text();
    };
    const text = await scrape('/metrics?format=prometheus');
    expect(await scrape('/metrics', { accept: 'text/plain' })).to.contain('cti_webhooks_total');
    const value = (series: string): number => {
      const line = text.split('\n').find((one) => one.startsWith(`${series} `));
      return Number(line?.split(' ')[1]);
    };
    expect(value('cti_webhooks_total{outcome="kept"}')).to.equal(2);
    expect(value('cti_webhooks_total{outcome="duplicate"}')).to.equal(1);
    expect(value('cti_events_sent_total')).to.equal(1);
    expect(value('cti_stream_connections')).to.equal(1);
    expect(value('cti_stream_waiting_bytes')).to.equal(0);
    expect(value('cti_stream_history_steps')).to.equal(0);
    expect(value('cti_event_loop_lag_seconds')).to.be.at.least(0);
    expect(value('cti_budget{budget="pageBytes"}')).to.equal(BUDGETS.pageBytes);
    expect(value('cti_processing_lag_seconds_count')).to.equal(2);
    expect(value('cti_inbox_events{status="failed"}')).to.equal(1);
    expect(value('cti_inbox_oldest_pending_seconds')).to.equal(0);
    expect(value('cti_http_request_duration_seconds_count{method="GET",route="/api/calls/:id",status="404"}')).to.equal(
      1,
    );
    expect(
      value('cti_storage_operation_duration_seconds_count{operation="aggregates.commit",outcome="ok"}'),
    ).to.be.above(0);
    expect(text).not.to.contain('01890000');
    listener.close();
    await at.stop();
  });

  it('call a process that is over a second late not ready, although it is healthy', async () => {
    let lag = 0;
    const loopLag = { seconds: () => lag, stop: () => undefined };
    const at = await run({}, new ContainerModule(({ rebind }) => void rebind(TOKENS.loopLag).toConstantValue(loopLag)));
    expect((await at.request('GET', '/health/ready')).status).to.equal(200);
    lag = 1.1;
    const { status, body } = await at.request('GET', '/health/ready');
    expect(status).to.equal(503);
    expect(body).to.deep.equal({ status: 'not ready', storage: 'up' });
    expect((await at.request('GET', '/health')).status).to.equal(200);
    await at.stop();
  });
});
