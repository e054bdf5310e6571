import { expect } from 'chai';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeAesVault } from '../../../src/adapters/outbound/system/aes-vault.js';
import type { WithAccess } from '../../../src/application/phone-system/access.js';
import { makeInspectWebhook } from '../../../src/application/phone-system/inspect-webhook.js';
import { makeProvisionWebhook } from '../../../src/application/phone-system/provision-webhook.js';
import type { PhoneSubscription, PhoneSystemError } from '../../../src/application/ports/phone-system.js';
import { recordOf } from '../../../src/application/records/app-record.js';
import { NO_WEBHOOK } from '../../../src/domain/dialpad-connection/webhook.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey } from '../../../src/testing/storage/samples.js';
import { type FakePhoneSystem, fakePhoneSystem } from '../../support/fake-phone-system.js';
import { settableClock } from '../../support/time.js';

const withAccess: WithAccess = (_appId, use) => use({ token: 'token' });
const tenant = app();

describe('inspecting a webhook', () => {
  let phone: FakePhoneSystem;
  let publicUrl: string | null;
  let provision: () => Promise<unknown>;
  let inspect: ReturnType<ReturnType<typeof makeInspectWebhook>>;

  beforeEach(async () => {
    const storage = memoryStorage();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    phone = fakePhoneSystem();
    publicUrl = 'https://cti.test';
    const deps = {
      ...{ webhooks: recordOf(storage.records, 'webhook', () => NO_WEBHOOK), withAccess, phone },
      hookUrlOf: (id: string) => (publicUrl === null ? null : `${publicUrl}/${id}`),
    };
    const vault = makeAesVault({ current: 'a secret of the server', previous: [] });
    const provisioning = { ...deps, vault, random: () => 'secret', clock: settableClock(), owner: 'one' };
    provision = () => rightOf(makeProvisionWebhook(provisioning)(tenant.id));
    inspect = makeInspectWebhook(deps)(tenant.id);
  });

  const standing = async () => {
    const { webhook, calls, messages } = await rightOf(inspect);
    return `${webhook} ${calls} ${messages}`;
  };
  const change = (kind: PhoneSubscription['kind'], to: Partial<PhoneSubscription>): void => {
    for (const [id, one] of phone.subscriptions) {
      if (one.kind === kind) phone.subscriptions.set(id, { ...one, ...to });
    }
  };

  it('finds a webhook good that was just made, and one that is not wanted none', async () => {
    expect(await rightOf(inspect)).to.deep.equal({ url: null, webhook: 'none', calls: 'none', messages: 'none' });
    await provision();
    expect(await rightOf(inspect)).to.deep.equal({
      ...{ url: `https://cti.test/${tenant.id}`, webhook: 'good' },
      ...{ calls: 'good', messages: 'good' },
    });
  });

  it('changes nothing at the phone system, whatever it finds', async () => {
    await provision();
    phone.subscriptions.clear();
    phone.asked.length = 0;
    await rightOf(inspect);
    expect(phone.asked.filter((one) => !one.startsWith('list'))).to.deep.equal([]);
  });

  it('tells a subscription that is gone, switched off, or narrowed', async () => {
    await provision();
    change('call', { isEnabled: false });
    change('message', { isComplete: false });
    expect(await standing()).to.equal('good off narrowed');
    change('call', { isEnabled: true, webhookId: null });
    expect(await standing()).to.equal('good missing narrowed');
  });

  it('tells a webhook that is gone, that does not sign, or that leads to a former address', async () => {
    await provision();
    for (const [id, one] of phone.webhooks) phone.webhooks.set(id, { ...one, isSigned: false });
    expect(await standing()).to.equal('unsigned good good');
    publicUrl = 'https://new.test';
    expect(await standing()).to.equal('moved good good');
    publicUrl = null;
    expect(await standing()).to.equal('unsigned good good');
    phone.webhooks.clear();
    expect(await standing()).to.equal('missing none none');
  });

  it('asks also where the app has no webhook, so that an access that is refused shows', async () => {
    const refused: PhoneSystemError = { _tag: 'AccessRefused', reason: 'invalid-token', detail: '401' };
    phone.before = () => refused;
    expect(await leftOf(inspect)).to.deep.equal(refused);
  });
});
