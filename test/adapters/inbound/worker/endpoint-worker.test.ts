import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { makeEndpointWorker } from '../../../../src/adapters/inbound/worker/endpoint-worker.js';
import type { SendEvents } from '../../../../src/application/endpoints/send-events.js';
import { storageFault, storageUnavailable } from '../../../../src/application/ports/storage-error.js';
import type { Endpoint } from '../../../../src/domain/endpoint/endpoint.js';
import { APP } from '../../../../src/testing/storage/samples.js';
import { endpoint } from '../../../domain/endpoint/endpoints.js';
import { recordingLogger } from '../../../support/recording-logger.js';
import { settableClock } from '../../../support/time.js';

describe('the worker of endpoints', () => {
  const FAILING = { since: 0, attempts: 1, nextAt: 5_000 };
  const one = endpoint();
  let logger: ReturnType<typeof recordingLogger>;
  let outcomes: ReturnType<SendEvents>[];

  const workerWith = (all: Parameters<typeof makeEndpointWorker>[0]['records']['all'] = TE.right([])) =>
    makeEndpointWorker({
      records: { all },
      events: { newest: () => TE.right(new Map()) },
      sendEvents: () => outcomes.shift() ?? TE.left({ _tag: 'NothingDue' }),
      bus: { publish: () => undefined, subscribe: () => () => undefined },
      clock: settableClock(),
      logger,
    });
  /** What the log says once all of this has come out for an endpoint, one after the other. */
  const toldAfter = async (...all: readonly ReturnType<SendEvents>[]): Promise<readonly string[]> => {
    const worker = workerWith();
    for (const outcome of all) {
      outcomes = [outcome];
      worker.kick(APP, one.id);
      while (outcomes.length > 0) await new Promise((next) => setImmediate(next));
    }
    await worker.stop();
    return logger.lines.map(({ level, message }) => `${level}: ${message}`);
  };
  const sent = (changes: Partial<Endpoint> = {}): ReturnType<SendEvents> => TE.right({ ...one, ...changes });

  beforeEach(() => {
    logger = recordingLogger();
    outcomes = [];
  });

  it('says once that an endpoint fails, and that it answers again', async () => {
    const told = await toldAfter(sent({ failing: FAILING }), sent({ failing: FAILING }), sent(), sent());
    expect(told).to.have.length(2);
    expect(told[0]).to.match(/^warn: An endpoint does not take its events/);
    expect(told[1]).to.equal('info: The endpoint answers again.');
  });

  it('says once that an endpoint cannot be sent to, because storage refuses it or there is a bug, and goes on', async () => {
    const refused: ReturnType<SendEvents> = TE.left(storageFault('the endpoints cannot be read'));
    const bug: ReturnType<SendEvents> = () => Promise.reject(new TypeError('a bug'));
    const told = await toldAfter(refused, bug, sent());
    expect(told).to.deep.equal(['error: An endpoint cannot be sent its events', 'info: The endpoint answers again.']);
    expect(logger.lines[0]?.fields).to.include({ endpoint_id: one.id, detail: 'the endpoints cannot be read' });
  });

  it('leaves it to the watch of the storage to say that this is out of reach', async () => {
    expect(await toldAfter(TE.left(storageUnavailable('down')), TE.left({ _tag: 'LeaseHeld' }))).to.deep.equal([]);
  });

  it('survives a bug in looking for what is due', async () => {
    const worker = workerWith(() => Promise.reject(new TypeError('a bug')));
    worker.start();
    await worker.stop();
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(['error']);
  });
});
