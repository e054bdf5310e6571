import { expect } from 'chai';
import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { makeAesVault } from '../../../../src/adapters/outbound/system/aes-vault.js';

const vault = makeAesVault({ current: 'a secret', previous: [] });
const UNREADABLE = E.left({ _tag: 'Unreadable', detail: 'sealed under another ENCRYPTION_KEY' });

describe('a vault', () => {
  it('opens what it sealed, for any text', () => {
    const any = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(any, any, (purpose, text) => {
        expect(vault.open(purpose, vault.seal(purpose, text))).to.deep.equal(E.right(text));
      }),
    );
  });

  it('never seals a text the same way twice, and reveals nothing of it', () => {
    const sealed = Array.from({ length: 100 }, () => vault.seal('tokens', 'the same'));
    expect(new Set(sealed).size).to.equal(100);
    for (const text of sealed) expect(text).to.match(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
  });

  it('opens nothing that was sealed for another purpose', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(one !== other);
        expect(vault.open(other, vault.seal(one, 'text'))).to.deep.equal(UNREADABLE);
      }),
    );
  });

  it('opens nothing that was changed at any place', () => {
    const sealed = vault.seal('tokens', 'refresh');
    const place = fc.nat({ max: sealed.length - 1 });
    const sign = fc.constantFrom(...'ABab01-_.=+/ ');
    fc.assert(
      fc.property(place, sign, fc.boolean(), (at, added, replaces) => {
        const changed = sealed.slice(0, at) + added + sealed.slice(replaces ? at + 1 : at);
        fc.pre(changed !== sealed);
        expect(vault.open('tokens', changed)).to.deep.equal(UNREADABLE);
      }),
      { numRuns: 500 },
    );
  });

  it('opens nothing that was shortened, nor with a shortened tag', () => {
    const sealed = vault.seal('tokens', 'refresh');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(vault.open('tokens', sealed.slice(0, length))).to.deep.equal(UNREADABLE);
    }
    const [version, id, iv, tag = '', hidden] = sealed.split('.');
    const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url');
    expect(vault.open('tokens', [version, id, iv, short, hidden].join('.'))).to.deep.equal(UNREADABLE);
    expect(vault.open('tokens', `${sealed}.`)).to.deep.equal(UNREADABLE);
    expect(vault.open('tokens', 'what nobody sealed')).to.deep.equal(UNREADABLE);
  });

  it('opens what an earlier key sealed, and seals under the current one', () => {
    const later = makeAesVault({ current: 'another', previous: ['older still', 'a secret'] });
    expect(later.open('tokens', vault.seal('tokens', 'stored'))).to.deep.equal(E.right('stored'));
    expect(vault.open('tokens', later.seal('tokens', 'new'))).to.deep.equal(UNREADABLE);
    const forgetful = makeAesVault({ current: 'another', previous: [] });
    expect(forgetful.open('tokens', later.seal('tokens', 'new'))).to.deep.equal(E.right('new'));
    expect(forgetful.open('tokens', vault.seal('tokens', 'lost'))).to.deep.equal(UNREADABLE);
  });

  it('opens what an earlier version of this server sealed', () => {
    const SEALED = 'v1.3e26bdbd.65Mwf2qAw06YPPqF.Qem7mMeb8W_X9RUZjNvZTQ.hyLoWuhJ6IvwmHoLMXDt32Ypa4fkGh9GErti9w';
    expect(vault.open('tokens', SEALED)).to.deep.equal(E.right('kept since the first version'));
  });
});
