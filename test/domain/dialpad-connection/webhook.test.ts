import { expect } from 'chai';
import {
  isWanted,
  newestSecret,
  plannedWebhook,
  removedWebhook,
  secretChanged,
  validSecrets,
  withSecret,
} from '../../../src/domain/dialpad-connection/webhook.js';

const first = plannedWebhook('https://cti.test/hook', 'first', 0);
const sealedIn = (webhook: typeof first, now: number) => validSecrets(webhook, now).map(({ sealed }) => sealed);

describe('a webhook', () => {
  it('has its secret before it is created', () => {
    expect(first).to.include({ id: null, callSubscriptionId: null, messageSubscriptionId: null });
    expect(sealedIn(first, 0)).to.deep.equal(['first']);
    expect(isWanted(first)).to.equal(true);
  });

  it('accepts both secrets until it is known which one is signed with', () => {
    const both = withSecret(first, 'second', 10);
    expect(sealedIn(both, Number.MAX_SAFE_INTEGER)).to.deep.equal(['first', 'second']);
    expect(newestSecret(both)?.sealed).to.equal('second');
  });

  it('accepts the old secret for the grace period after the change, and not a moment longer', () => {
    const changed = secretChanged(withSecret(first, 'second', 10), 100, 20);
    expect(sealedIn(changed, 119)).to.deep.equal(['first', 'second']);
    expect(sealedIn(changed, 120)).to.deep.equal(['second']);
  });

  it('gives an old secret no second grace period on another change', () => {
    const once = secretChanged(withSecret(first, 'second', 10), 100, 20);
    const twice = secretChanged(withSecret(once, 'third', 30), 100, 40);
    expect(sealedIn(twice, 119)).to.deep.equal(['first', 'second', 'third']);
    expect(sealedIn(twice, 120)).to.deep.equal(['second', 'third']);
    expect(sealedIn(twice, 140)).to.deep.equal(['third']);
  });

  it('drops secrets that have ended', () => {
    const once = secretChanged(withSecret(first, 'second', 10), 100, 20);
    expect(withSecret(once, 'third', 500).secrets.map(({ sealed }) => sealed)).to.deep.equal(['second', 'third']);
  });

  it('that was removed accepts nothing any more', () => {
    const removed = removedWebhook({ ...first, checkedAt: 5 });
    expect(isWanted(removed)).to.equal(false);
    expect(newestSecret(removed)).to.equal(null);
    expect(removed.checkedAt).to.equal(null);
  });
});
