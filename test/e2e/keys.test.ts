import { expect } from 'chai';
import { listen } from './listener.js';
import { type Running, run } from './running.js';

describe('the key of an app', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
  });
  after(() => at.stop());
  const path = (what: string) => `/internal/apps/${app.id}/api-key${what}`;

  it('is shown when it was last used', async () => {
    expect((await at.admin('GET', path('/status'))).body.last_used_at).to.equal(null);
    await at.crm(app.key, '/api/calls');
    let last: string | null = null;
    while (last === null) last = (await at.admin('GET', path('/status'))).body.last_used_at;
    expect(Date.now() - Date.parse(last)).to.be.within(0, 5_000);
  });

  it('stays valid beside its successor for the grace period, and then its sockets close', async () => {
    const listener = await listen(`${at.url}/ws?api_key=${app.key}`);
    const rotated = await at.admin('POST', path('/rotate'), { grace_seconds: 1 });
    const begun = Date.now();
    expect((await at.crm(app.key, '/api/calls')).status).to.equal(200);
    expect((await at.crm(rotated.body.api_key, '/api/calls')).status).to.equal(200);
    expect(await listener.closed).to.equal(4401);
    expect(Date.now() - begun).to.be.within(800, 2_500);
    expect((await at.crm(app.key, '/api/calls')).status).to.equal(403);
    expect((await at.crm(rotated.body.api_key, '/api/calls')).status).to.equal(200);
  });

  it('has a history, which can be read from either end, page by page', async () => {
    const actions = async (query: string) => {
      const { body } = await at.admin('GET', path(`/audit${query}`));
      return [body.data.map(({ action }: { action: string }) => action), body.pagination.has_more];
    };
    await at.admin('POST', path('/revoke'));
    expect(await actions('')).to.deep.equal([['created', 'rotated', 'revoked'], false]);
    expect(await actions('?order=desc&limit=2')).to.deep.equal([['revoked', 'rotated'], true]);
    expect(await actions('?limit=2&offset=2')).to.deep.equal([['revoked'], false]);
    expect((await at.admin('GET', path('/status'))).body).to.include({ has_active_key: false, key_hint: null });
  });
});
