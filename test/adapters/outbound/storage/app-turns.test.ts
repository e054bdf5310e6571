import { expect } from 'chai';
import { makeAppTurns } from '../../../../src/adapters/outbound/storage/app-turns.js';
import { APP, OTHER_APP } from '../../../../src/testing/storage/samples.js';

describe('work for apps', () => {
  /** Work that ends when it is told to, and says when it begins. */
  const workOf = (name: string, begun: string[]) => {
    let end: (failed?: Error) => void = () => undefined;
    const ended = new Promise<string>((resolve, reject) => {
      end = (failed) => (failed === undefined ? resolve(name) : reject(failed));
    });
    return {
      run: () => {
        begun.push(name);
        return ended;
      },
      end: (failed?: Error) => end(failed),
    };
  };
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  it('waits for what was asked before for the same app, and for no other app', async () => {
    const begun: string[] = [];
    const turns = makeAppTurns();
    const [first, second, other, both] = ['first', 'second', 'other', 'both'].map((name) => workOf(name, begun));
    if (!first || !second || !other || !both) throw new Error('unreachable');
    const done = [turns([APP], first.run), turns([APP], second.run), turns([OTHER_APP], other.run)];
    done.push(turns([APP, OTHER_APP], both.run));
    await nextTurn();
    expect(begun).to.deep.equal(['first', 'other']);
    first.end();
    await nextTurn();
    expect(begun).to.deep.equal(['first', 'other', 'second']);
    other.end();
    second.end();
    await nextTurn();
    expect(begun).to.deep.equal(['first', 'other', 'second', 'both']);
    both.end();
    expect(await Promise.all(done)).to.deep.equal(['first', 'second', 'other', 'both']);
  });

  it('goes on after work that failed, whose error its caller gets', async () => {
    const begun: string[] = [];
    const turns = makeAppTurns();
    const failing = workOf('failing', begun);
    const failed = turns([APP], failing.run).catch((thrown: Error) => thrown.message);
    const next = turns([APP], async () => 'next');
    failing.end(new Error('no'));
    expect([await failed, await next]).to.deep.equal(['no', 'next']);
  });
});
