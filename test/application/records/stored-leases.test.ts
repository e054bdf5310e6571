import { expect } from 'chai';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { RecordKind } from '../../../src/application/ports/app-records.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { recordOf } from '../../../src/application/records/app-record.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { beginCoverage, type Coverage } from '../../../src/domain/coverage/coverage.js';
import { beginFilling, fillingLeaseOf } from '../../../src/domain/coverage/filling.js';
import { type DialpadConnection, NOT_CONNECTED } from '../../../src/domain/dialpad-connection/dialpad-connection.js';
import { NO_WEBHOOK, plannedWebhook, type Webhook } from '../../../src/domain/dialpad-connection/webhook.js';
import { rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey } from '../../../src/testing/storage/samples.js';

type StoredBefore = Exclude<RecordKind, 'endpoints'>;

/** Records as servers of version 0.1 have stored them: other processes, and older servers after a downgrade, still read these. */
const STORED = {
  connection:
    '{"status":"connected","attempts":[],"tokens":{"sealed":"v1.sealed","expiresAt":9,"renewAt":7},"account":null,"connectedAt":1,"broken":null,"refreshing":{"owner":"one","until":45}}',
  webhook:
    '{"id":"700","url":"https://cti.test/hook","secrets":[{"sealed":"v1.sealed","since":1,"until":null}],"callSubscriptionId":"701","messageSubscriptionId":"702","createdAt":1,"checkedAt":2,"busy":{"owner":"one","until":45}}',
  coverage:
    '{"since":0,"watchedUntil":5,"complete":[],"gaps":[],"requested":[],"filling":{"from":0,"to":5,"owner":"one","leaseUntil":45,"startedAt":5,"listed":3},"filledAt":null,"trouble":null}',
} as const satisfies Record<StoredBefore, string>;

describe('the leases of stored records', () => {
  let tenant: AppTenant;
  let storage: Storage;

  const given = (kind: StoredBefore) =>
    rightOf(storage.records.save({ appId: tenant.id, kind, value: STORED[kind], revision: 1 }));

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
  });

  it('are read from the fields in which older servers stored them', async () => {
    for (const kind of ['connection', 'webhook', 'coverage'] as const) await given(kind);
    const { records } = storage;
    const lease = { owner: 'one', until: 45 };
    const connection = await someOf(
      recordOf<DialpadConnection>(records, 'connection', () => NOT_CONNECTED).read(tenant.id),
    );
    expect(connection.refreshing).to.deep.equal(lease);
    expect((await someOf(recordOf<Webhook>(records, 'webhook', () => NO_WEBHOOK).read(tenant.id))).busy).to.deep.equal(
      lease,
    );
    const coverage = await someOf(recordOf<Coverage>(records, 'coverage', () => beginCoverage(0)).read(tenant.id));
    expect(fillingLeaseOf(coverage)).to.deep.equal(lease);
  });

  it('are in the same fields in what is stored now', () => {
    const fieldsOf = (record: object) => Object.keys(record);
    const asStored = (kind: StoredBefore) => JSON.parse(STORED[kind]);
    expect(fieldsOf(NOT_CONNECTED)).to.deep.equal(fieldsOf(asStored('connection')));
    expect(fieldsOf(plannedWebhook('https://cti.test/hook', 'sealed', 1))).to.deep.equal(fieldsOf(asStored('webhook')));
    const begun = beginFilling(beginCoverage(0), { owner: 'one', until: 45 }, true, 5);
    expect(fieldsOf(begun ?? {})).to.deep.equal(fieldsOf(asStored('coverage')));
    expect(begun?.filling).to.deep.equal({ ...asStored('coverage').filling, listed: 0 });
  });
});
