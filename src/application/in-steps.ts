import type { GiveWay } from './ports/give-way.js';

/** What steps come to in the end. Between two of them other work has its turn. */
export const inSteps = async <A>(steps: Generator<void, A>, giveWay?: GiveWay): Promise<A> => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const turn = giveWay?.() ?? null;
    if (turn !== null) await turn;
  }
};
