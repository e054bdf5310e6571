import { expect } from 'chai';
import * as T from 'fp-ts/lib/Task.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeNoticeRestore, makeRememberPositions } from '../../../src/application/events/notice-restore.js';
import type { KnownPositions } from '../../../src/application/ports/known-positions.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import { APP, call, commitOf, eventOf, upTo } from '../../../src/testing/storage/samples.js';

describe('noticing a restore', () => {
  /** A server's memory of its log, on whatever storage it is given. */
  const server = () => {
    let kept: KnownPositions | null = null;
    const known = {
      load: async () => kept,
      save: (positions: KnownPositions) => {
        kept = positions;
        return T.of(true);
      },
    };
    return {
      known: () => kept,
      remember: ({ events }: ReturnType<typeof memoryStorage>) => rightOf(makeRememberPositions({ events, known })),
      notice: ({ events }: ReturnType<typeof memoryStorage>) => rightOf(makeNoticeRestore({ events, known })),
    };
  };
  const tell = ({ aggregates }: ReturnType<typeof memoryStorage>, many: number) =>
    rightOf(aggregates.commit(commitOf({ events: upTo(many).map(() => eventOf(call())) })));
  /** The storage as a backup of before holds it. */
  const asBefore = (storage: ReturnType<typeof memoryStorage>, stream: string, seq: number) => ({
    ...storage,
    events: {
      ...storage.events,
      positions: async () => ({ _tag: 'Right' as const, right: { stream, seqs: new Map([[APP, seq]]) } }),
    },
  });

  it('changes nothing at the first start, and at a start on the same storage', async () => {
    const storage = memoryStorage();
    const { remember, notice } = server();
    const { stream } = await rightOf(storage.events.position(APP));
    expect(await notice(storage)).to.equal(false);
    await tell(storage, 3);
    await remember(storage);
    await tell(storage, 2);
    expect(await notice(storage)).to.equal(false);
    expect(await rightOf(storage.events.position(APP))).to.deep.equal({ stream, seq: 5 });
  });

  it('begins another log where the storage has fewer events than are known', async () => {
    const storage = memoryStorage();
    const { remember, notice } = server();
    await tell(storage, 3);
    await remember(storage);
    const { stream } = await rightOf(storage.events.position(APP));
    expect(await notice(asBefore(storage, stream, 2))).to.equal(true);
    const after = await rightOf(storage.events.position(APP));
    expect(after.stream).not.to.equal(stream);
    expect(after.seq).to.be.above(3);
  });

  it('knows a backup from before an earlier restore, but takes another database, or another process’s restart, as it is', async () => {
    const storage = memoryStorage();
    const { remember, notice, known } = server();
    const { stream } = await rightOf(storage.events.position(APP));
    await remember(storage);
    await rightOf(storage.events.restart);
    expect(await notice(storage)).to.equal(false);
    await remember(storage);
    expect(known()?.earlier).to.deep.equal([stream]);
    expect(await notice(asBefore(storage, stream, 1_000))).to.equal(true);
  });
});
