import { expect } from 'chai';
import { apiKeyGenerator } from '../../../../src/adapters/outbound/system/api-key-generator.js';
import { uuidGenerator } from '../../../../src/adapters/outbound/system/uuid-generator.js';
import { InboxId } from '../../../../src/domain/ids.js';

describe('what the system provides', () => {
  it('makes ids that are UUIDs and sort by the time of their creation', () => {
    const ids = Array.from({ length: 1_000 }, uuidGenerator.next);
    expect(ids.every(InboxId.is)).to.equal(true);
    expect([...ids].sort()).to.deep.equal(ids);
    expect(ids[0]?.[14]).to.equal('7');
  });

  it('makes keys of 256 random bits, and hashes them with SHA-256', () => {
    const key = apiKeyGenerator.next();
    expect(key).to.match(/^app_[0-9a-f]{64}$/);
    expect(apiKeyGenerator.next()).not.to.equal(key);
    expect(apiKeyGenerator.hash('abc')).to.equal('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
