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
import type { DialpadId } from '../../../src/domain/dialpad-id.js';

const first = plannedWebhook('https://cti.test/hook', 'first', 0);
const sealedIn = (webhook: typeof first, now: number) => validSecrets(webhook, now).map(({ sealed }) => sealed);

describe('a webhook', () => {
  it('has its secret before it is created', () => {
    expect(first).to.include({ id: null, callSubscriptionId: null, messageSubscriptionId: null });
    expect(sealedIn(first, 0)).to.deep.equal(['first']);
    expect(newestSecret(first)?.sealed).to.equal('first');
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

  it('that was removed keeps where it was, and nothing that the phone system knew of it', () => {
    const made = {
      ...first,
      id: '1' as DialpadId,
      callSubscriptionId: '2' as DialpadId,
      messageSubscriptionId: '3' as DialpadId,
    };
    expect(removedWebhook({ ...made, checkedAt: 5 })).to.deep.equal({ ...first, secrets: [] });
  });

  it('begins its secrets when they are given, without an end', () => {
    expect(first).to.include({ url: 'https://cti.test/hook', createdAt: 0, checkedAt: null, busy: null });
    expect(withSecret(first, 'second', 10).secrets).to.deep.equal([
      { sealed: 'first', since: 0, until: null },
      { sealed: 'second', since: 10, until: null },
    ]);
  });

  it('keeps its newest secret when the phone system has changed to it', () => {
    const changed = secretChanged(withSecret(first, 'second', 10), 100, 20);
    expect(changed.secrets.map(({ until }) => until)).to.deep.equal([120, null]);
    expect(changed.url).to.equal(first.url);
    expect(secretChanged(changed, 100, 120).secrets.map(({ sealed }) => sealed)).to.deep.equal(['second']);
  });
});
