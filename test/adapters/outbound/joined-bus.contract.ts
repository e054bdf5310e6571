import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { JoinedBus } from '../../../src/adapters/outbound/system/joined-bus.js';
import type { BusMessage } from '../../../src/application/ports/event-bus.js';
import type { Logger } from '../../../src/application/ports/logger.js';
import { APP, call, eventOf } from '../../../src/testing/storage/samples.js';
import { type CuttableProxy, cuttableProxy } from '../../support/cuttable-proxy.js';
import { recordingLogger } from '../../support/recording-logger.js';

/** A process with its bus, the messages that it received, and its log. */
export interface BusProcess<Bus extends JoinedBus> {
  readonly bus: Bus;
  readonly received: BusMessage[];
  readonly log: () => readonly string[];
  /** Waits until a message like this was received. */
  readonly receives: (wanted: (message: BusMessage) => boolean) => Promise<void>;
}

export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

const isMissed = ({ _tag }: BusMessage): boolean => _tag === 'MessagesMissed';

export const committedUpTo = (seq: number): BusMessage => ({
  _tag: 'EventsCommitted',
  appId: APP,
  events: [{ ...eventOf(call()), seq }],
});

/** What joins the buses of processes, and what it is called in the log. */
interface BusUnderTest<Bus extends JoinedBus> {
  readonly name: string;
  /** The address of the server that joins them. */
  readonly target: string;
  readonly open: (url: string, origin: string, logger: Logger) => Bus;
  /** Sends a text to all processes, which is no message of theirs. */
  readonly say: (text: string) => Promise<unknown>;
}

/** What a bus between processes promises. `more` adds tests of one of them. */
export const describeJoinedBus = <Bus extends JoinedBus>(
  { name, target, open, say }: BusUnderTest<Bus>,
  more: (
    startTwo: () => Promise<readonly [BusProcess<Bus>, BusProcess<Bus>]>,
    server: () => CuttableProxy,
  ) => void = () => undefined,
): Mocha.Suite =>
  describe(`processes that are joined by ${name}`, function () {
    this.timeout(20_000);
    let proxy: CuttableProxy;
    let processes: BusProcess<Bus>[];

    const start = (): BusProcess<Bus> => {
      const logger = recordingLogger();
      const bus = open(proxy.url, randomUUID(), logger);
      const received: BusMessage[] = [];
      bus.subscribe((message) => received.push(message));
      const process: BusProcess<Bus> = {
        bus,
        received,
        log: () => logger.lines.map(({ message }) => message),
        receives: (wanted) => until(() => received.some(wanted)),
      };
      processes.push(process);
      return process;
    };

    const startTwo = async (): Promise<readonly [BusProcess<Bus>, BusProcess<Bus>]> => {
      const both = [start(), start()] as const;
      for (const { receives } of both) await receives(isMissed);
      await until(() => both.every(({ bus }) => bus.isUp()));
      for (const { received } of both) received.length = 0;
      return both;
    };

    beforeEach(async () => {
      proxy = await cuttableProxy(target);
      processes = [];
    });
    afterEach(async () => {
      for (const { bus } of processes) bus.close();
      await proxy.cut();
    });

    it('learn at once the position of a stream and of changed keys, but no content', async () => {
      const [one, two] = await startTwo();
      const committed = committedUpTo(7);
      one.bus.publish(committed);
      expect(one.received, 'in the process itself').to.deep.equal([committed]);
      one.bus.publish({ _tag: 'AccessChanged', appId: APP });
      await two.receives(({ _tag }) => _tag === 'AccessChanged');
      expect(two.received).to.deep.equal([
        { _tag: 'StreamMoved', appId: APP, seq: 7 },
        { _tag: 'AccessChanged', appId: APP },
      ]);
      expect(one.received).to.have.length(2);
    });

    it('continue alone while it is down, check the storage themselves, and log it once', async () => {
      const [one, two] = await startTwo();
      await proxy.cut();
      await until(() => !one.bus.isUp() && !two.bus.isUp());
      one.bus.publish(committedUpTo(1));
      expect(one.received.map(({ _tag }) => _tag)).to.include('EventsCommitted');
      two.received.length = 0;
      await until(() => two.received.filter(isMissed).length > 1);

      await proxy.restore();
      await until(() => one.bus.isUp() && two.bus.isUp());
      two.received.length = 0;
      await until(() => {
        one.bus.publish(committedUpTo(2));
        return two.received.some(({ _tag }) => _tag === 'StreamMoved');
      });
      expect(one.log()).to.deep.equal([`${name} is out of reach; this process goes on by itself`, `${name} is back`]);
    });

    it('learn that messages may be missing each time the connection is ready again', async () => {
      const [one] = await startTwo();
      await proxy.cut();
      await until(() => !one.bus.isUp());
      const wasUp: boolean[] = [];
      one.bus.subscribe((message) => {
        if (isMissed(message)) wasUp.push(one.bus.isUp());
      });
      await proxy.restore();
      await until(() => wasUp.includes(true));
    });

    it('notice that it hangs, and come back once it answers', async () => {
      const [one] = await startTwo();
      proxy.stall();
      await until(() => !one.bus.isUp());
      proxy.resume();
      await until(() => one.bus.isUp());
    });

    it('ignore messages that they do not understand', async () => {
      const [one, two] = await startTwo();
      for (const text of ['no JSON', '{}', '{"origin":"x","notice":{"_tag":"Unknown"}}']) await say(text);
      one.bus.publish({ _tag: 'AccessChanged', appId: APP });
      await two.receives(({ _tag }) => _tag === 'AccessChanged');
      expect(two.received).to.have.length(1);
    });

    more(startTwo, () => proxy);
  });
