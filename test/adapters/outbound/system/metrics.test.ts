import { expect } from 'chai';
import { makeMetrics } from '../../../../src/adapters/outbound/system/metrics.js';

describe('metrics', () => {
  it('count requests by method, route and status, and operations of storage by their outcome', async () => {
    const metrics = makeMetrics();
    metrics.requestAnswered('GET', '/api/calls', 200, 0.01);
    metrics.requestAnswered('GET', '/api/calls', 200, 0.02);
    metrics.requestAnswered('GET', '/api/calls', 404, 0.01);
    metrics.storageAnswered('calls.list', 'ok', 0.01);
    metrics.storageAnswered('calls.find', 'ok', 0.01);
    metrics.storageAnswered('calls.find', 'StorageUnavailable', 0.01);
    const counts = (await metrics.text()).split('\n').filter((line) => /_seconds_count\{/.test(line));
    expect(counts).to.include.members([
      'cti_http_request_duration_seconds_count{method="GET",route="/api/calls",status="200"} 2',
      'cti_http_request_duration_seconds_count{method="GET",route="/api/calls",status="404"} 1',
      'cti_storage_operation_duration_seconds_count{operation="calls.list",outcome="ok"} 1',
      'cti_storage_operation_duration_seconds_count{operation="calls.find",outcome="ok"} 1',
      'cti_storage_operation_duration_seconds_count{operation="calls.find",outcome="StorageUnavailable"} 1',
    ]);
  });
});
