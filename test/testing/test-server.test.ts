import { expect } from 'chai';
import { startTestServer } from '../../src/testing/test-server.js';

describe('a server for a test', () => {
  it('serves in memory on a port of its own, and stops', async () => {
    const [server, other] = await Promise.all([startTestServer(), startTestServer()]);
    const { key } = await server.newApp('Clinic');
    const calls = await fetch(`${server.url}/api/calls`, { headers: { 'x-app-api-key': key } });
    expect(calls.status).to.equal(200);
    expect(server.internalApiSecret).not.to.equal(other.internalApiSecret);
    await Promise.all([server.stop(), other.stop()]);
    await fetch(server.url).then(
      () => expect.fail('it still answers'),
      (refused) => expect(refused.cause.code).to.equal('ECONNREFUSED'),
    );
  });

  it('says why it cannot start', async () => {
    const refused = await startTestServer({ env: { PORT: 'x' } }).catch((reason) => reason.message);
    expect(refused).to.include('PORT (must be a whole number from 0 to 65535)');
  });
});
