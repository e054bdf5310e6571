import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { ContainerModule } from 'inversify';
import sinon from 'sinon';
import type { Storage } from '../../src/application/ports/storage.js';
import { storageUnavailable } from '../../src/application/ports/storage-error.js';
import { TOKENS } from '../../src/server.js';
import { openOffice } from './office.js';
import { INTERNAL_SECRET, type Running, run } from './running.js';

describe('the audit log', () => {
  let at: Running;
  before(async () => {
    at = await run();
  });
  after(() => at.stop());

  const acts = async (query = '') => (await at.admin('GET', `/internal/audit${query}`)).body;

  it('says who did what, when, from where and to what', async () => {
    const answer = await at.request('POST', '/internal/apps', {
      headers: {
        authorization: `Bearer ${INTERNAL_SECRET}`,
        'content-type': 'application/json',
        'x-request-id': 'creation-1',
      },
      body: JSON.stringify({ name: 'Clinic' }),
    });
    const app = answer.body.app_id;
    const map = { dialpad_user_id: 7, crm_user_id: 'ana@example.com' };
    const { body: mapped } = await at.admin('POST', `/internal/apps/${app}/users/map`, map);
    const batch = { mappings: [map, { dialpad_user_id: 8, crm_user_id: 'bo@example.com' }] };
    await at.admin('POST', `/internal/apps/${app}/users/batch-map`, batch);
    await at.admin('DELETE', `/internal/apps/${app}/users/mappings/dialpad/8`);
    await at.admin('POST', '/internal/webhook-events/retry', { status: 'failed', app_id: app });
    const { data, pagination } = await acts(`?app_id=${app}`);
    expect(pagination.total).to.equal(5);
    const told = data.map((act: Record<string, unknown>) => [act.action, act.target_id, act.count, act.status]);
    expect(told).to.deep.equal([
      ['inbox.replayed', null, 0, 200],
      ['mapping.deleted', '8', null, 200],
      ['mappings.imported', null, 2, 200],
      ['mapping.saved', mapped.data.id, null, 200],
      ['app.created', null, null, 201],
    ]);
    expect(data[4]).to.include({ actor: 'internal-secret', request_id: 'creation-1', app_id: app });
    expect(data[4].address).to.match(/127\.0\.0\.1$/);
    expect(JSON.stringify(data)).not.to.include('example.com').and.not.to.include(answer.body.api_key);
  });

  it('has every operation by which an administrator changes something, refused ones included', async () => {
    const { paths } = (await at.request('GET', '/openapi.json')).body;
    const changes = Object.entries<object>(paths)
      .filter(([path]) => path.startsWith('/internal/'))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), path] as const))
      .filter(([method]) => method !== 'GET');
    expect(changes.length).to.be.at.least(15);
    for (const [method, path] of changes) {
      const before = (await acts('?limit=1')).pagination.total;
      const { status } = await at.admin(method, path.replace(/\{\w+\}/g, '01890000-0000-7000-8000-0000000000aa'), {});
      const after = await acts('?limit=1');
      expect(after.pagination.total, `${method} ${path}`).to.equal(before + 1);
      expect(after.data[0].status, `${method} ${path}`).to.equal(status);
    }
  });

  it('can be searched, and names what it cannot be searched by', async () => {
    const app = await at.newApp('Searched');
    await at.admin('PATCH', `/internal/apps/${app.id}`, { name: 'Renamed' });
    const found = (await acts(`?app_id=${app.id}&action=app.changed`)).data;
    expect(found).to.have.length(1);
    const [{ at: when }] = found;
    expect((await acts(`?app_id=${app.id}&action=app.changed&to=${when}`)).data).to.deep.equal([]);
    expect((await acts(`?app_id=${app.id}&action=app.changed&from=${when}`)).data).to.deep.equal(found);
    expect((await acts('?action=app.destroyed')).message).to.include('action must be one of app.created');
  });

  it('holds nothing of a stranger', async () => {
    const before = (await acts('?limit=1')).pagination.total;
    const headers = { authorization: 'Bearer wrong', 'content-type': 'application/json' };
    expect((await at.request('POST', '/internal/apps', { headers, body: '{"name":"x"}' })).status).to.equal(403);
    await fetch(`${at.url}/auth/dialpad/callback?state=x&code=y`);
    expect((await acts('?limit=1')).pagination.total).to.equal(before);
  });
});

describe('an administrative act', () => {
  const withBroken = (part: Partial<Storage['audit']>) =>
    new ContainerModule(({ onActivation }) => {
      onActivation(TOKENS.storage, (_context, storage) => ({ ...storage, audit: { ...storage.audit, ...part } }));
    });
  const down = () => TE.left(storageUnavailable('the audit log is out of reach'));

  it('is not carried out if it cannot be recorded', async () => {
    const at = await run({}, withBroken({ begin: down }));
    const answer = await at.admin('POST', '/internal/apps', { name: 'Clinic' });
    expect([answer.status, (await at.admin('GET', '/internal/apps')).body.data]).to.deep.equal([503, []]);
    await at.stop();
  });

  it('that was carried out is answered, and stays without a status, if its end cannot be recorded', async () => {
    const error = sinon.spy();
    const listening = new ContainerModule(({ onActivation }) => {
      onActivation(TOKENS.logger, (_context, logger) => ({ ...logger, error }));
    });
    const at = await run({}, withBroken({ end: down }), listening);
    const answer = await at.admin('POST', '/internal/apps', { name: 'Clinic' });
    expect(answer.status).to.equal(201);
    const { data } = (await at.admin('GET', '/internal/audit')).body;
    expect(data).to.have.length(1);
    expect(data[0]).to.include({ action: 'app.created', status: null });
    expect(error.args.map(([fields]) => fields.act_id)).to.deep.equal([data[0].id]);
    await at.stop();
  });

  it('of a consent at Dialpad names the callback', async () => {
    const office = await openOffice();
    const app = await office.connectedApp('Clinic');
    const { data } = (await office.at.admin('GET', `/internal/audit?app_id=${app.id}`)).body;
    const told = data.map((act: Record<string, unknown>) => `${act.actor} ${act.action} ${act.status}`);
    expect(told).to.include('oauth-callback dialpad.connected 200').and.include('internal-secret dialpad.connect 200');
    await office.stop();
  });
});
