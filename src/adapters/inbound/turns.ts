import type { AppId } from '../../domain/ids.js';

/**
 * Long work is done in steps, and the apps take turns: however many steps one app has waiting, every other app's next step comes after
 * at most one step of each app that waits. The steps of one app run in the order in which they came.
 *
 * Whatever works for apps can use it: the history of streams does, and the processing of the inbox can. Each makes its own.
 */
export interface Turns {
  /** Runs a step once it is the app's turn; answers with its result. A step should take a few milliseconds. */
  readonly take: <A>(appId: AppId, step: () => Promise<A>) => Promise<A>;
  /** How many steps wait. */
  readonly waiting: () => number;
}

type Step = () => Promise<void>;

/** One step runs at a time. Between two steps the event loop turns, so that other work waits for one step at most. */
export const makeTurns = (): Turns => {
  /** In the order of the turns: an app that had its turn goes to the end. */
  const queues = new Map<AppId, Step[]>();
  let running = false;

  const runAll = async (): Promise<void> => {
    if (running) return;
    running = true;
    for (let step = nextStep(queues); step !== undefined; step = nextStep(queues)) {
      await step();
      await loopTurn();
    }
    running = false;
  };

  return {
    take: (appId, step) =>
      new Promise((resolve, reject) => {
        const queue = queues.get(appId) ?? [];
        // In a promise, so that a step that throws at once does not end the turns of all.
        queue.push(() => Promise.resolve().then(step).then(resolve, reject));
        queues.set(appId, queue);
        void runAll();
      }),
    waiting: () => [...queues.values()].reduce((sum, { length }) => sum + length, 0),
  };
};

/** Takes the next step of the app whose turn it is. */
const nextStep = (queues: Map<AppId, Step[]>): Step | undefined => {
  const [next] = queues;
  if (next === undefined) return undefined;
  const [appId, queue] = next;
  const step = queue.shift();
  queues.delete(appId);
  if (queue.length > 0) queues.set(appId, queue);
  return step;
};

/** Ends once the event loop has turned. */
export const loopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
