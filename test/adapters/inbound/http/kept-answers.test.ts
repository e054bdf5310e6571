import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { HttpRequest } from '../../../../src/adapters/inbound/http/http-request.js';
import { makeKeptAnswers } from '../../../../src/adapters/inbound/http/kept-answers.js';
import { type Problem, problem } from '../../../../src/adapters/inbound/http/problem.js';
import { jsonReply, type Reply } from '../../../../src/adapters/inbound/http/reply.js';
import { asTask } from '../../../../src/adapters/inbound/http/route.js';
import type { KeyAccess } from '../../../../src/domain/app/key-access.js';
import type { AppId } from '../../../../src/domain/ids.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, NOON, OTHER_APP } from '../../../../src/testing/storage/samples.js';

/** A handler whose every answer is another one, and what it depends on. */
const setUp = ({ mostBytes, isShared = false }: { mostBytes?: number; isShared?: boolean } = {}) => {
  const at = { now: NOON, changes: new Map<AppId, number>(), answered: 0 };
  const kept = makeKeptAnswers(
    { changesOf: isShared ? undefined : (appId) => at.changes.get(appId) ?? 0, clock: { now: () => at.now } },
    mostBytes,
  );
  let answer = (n: number): TE.TaskEither<Problem, Reply> => TE.right(jsonReply(`${n}`));
  const handle = kept(() => () => {
    at.answered += 1;
    return answer(at.answered)();
  });
  const task = (path: string, appId: AppId) => {
    const [name = '', query = ''] = path.split('?');
    const request = { path: name, query: new URLSearchParams(query) } as Partial<HttpRequest> as HttpRequest;
    return asTask(handle(request, { appId } as KeyAccess));
  };
  return {
    at,
    answersWith: (next: typeof answer) => {
      answer = next;
    },
    task,
    ask: async (path = '/a', appId = APP) => (await rightOf(task(path, appId))).body,
  };
};

describe('A kept answer', () => {
  it('is given again while nothing of the app changes', async () => {
    const { at, ask } = setUp();
    expect([await ask(), await ask(), await ask()]).to.deep.equal(['1', '1', '1']);
    at.changes.set(OTHER_APP, 1);
    expect(await ask()).to.equal('1');
    at.changes.set(APP, 1);
    expect(await ask()).to.equal('2');
  });

  it('is of one app, path and query', async () => {
    const { ask } = setUp();
    const asked = [
      ['/a', APP],
      ['/a', OTHER_APP],
      ['/b', APP],
      ['/a?x=1', APP],
      ['/a?x=2', APP],
    ] as const;
    for (const round of [1, 2]) {
      for (const [n, [path, appId]] of asked.entries()) expect(await ask(path, appId), `${round}`).to.equal(`${n + 1}`);
    }
  });

  it('is given for a second at most', async () => {
    const { at, ask } = setUp();
    await ask();
    at.now += 999;
    expect(await ask()).to.equal('1');
    at.now += 1;
    expect(await ask()).to.equal('2');
  });

  it('is given no longer than it says that it is good', async () => {
    const { at, ask, answersWith } = setUp();
    answersWith((n) => TE.right({ ...jsonReply(`${n}`), goodUntil: NOON + 20 }));
    await ask();
    at.now += 19;
    expect(await ask()).to.equal('1');
    at.now += 1;
    expect(await ask()).to.equal('2');
  });

  it('is not given if something changed while it was read', async () => {
    const { at, task, ask, answersWith } = setUp();
    answersWith((n) => async () => {
      at.changes.set(APP, n);
      return TE.right(jsonReply(`${n}`))();
    });
    await rightOf(task('/a', APP));
    answersWith((n) => TE.right(jsonReply(`${n}`)));
    expect(await ask()).to.equal('2');
  });

  it('is no refusal', async () => {
    const { ask, task, answersWith } = setUp();
    answersWith(() => TE.left(problem(404, 'There is no such call.')));
    expect((await task('/a', APP)())._tag).to.equal('Left');
    answersWith((n) => TE.right(jsonReply(`${n}`)));
    expect(await ask()).to.equal('2');
  });

  it('makes room for newer ones within the bytes that they may take', async () => {
    const { ask, at } = setUp({ mostBytes: 10_000 });
    for (let n = 0; n < 100; n += 1) await ask(`/${n}`);
    expect(at.answered).to.equal(100);
    await ask('/99');
    expect(at.answered).to.equal(100);
    await ask('/0');
    expect(at.answered).to.equal(101);
  });

  it('is none that is larger than all may be', async () => {
    const { ask, answersWith, at } = setUp({ mostBytes: 10_000 });
    answersWith(() => TE.right(jsonReply('1'.repeat(10_000))));
    await ask();
    await ask();
    expect(at.answered).to.equal(2);
  });

  it('is none where other processes change what is stored', async () => {
    const { ask } = setUp({ isShared: true });
    expect([await ask(), await ask()]).to.deep.equal(['1', '2']);
  });
});
