import { dialpadIds } from './dialpad-ids.js';
import { CONTACTS, DANA } from './people.js';
import type { Post } from './player.js';
import { SCENARIOS } from './scenarios.js';
import { startSimulatedDialpad } from './simulated-dialpad.js';

/** The simulated Dialpad as `cti simulate` runs it. */
export const simulator = {
  scenarios: SCENARIOS,

  start: async ({ port, redirectUri }: { readonly port: number; readonly redirectUri: string }) => {
    let refusal: number | 'unanswered' | null = null;
    const post: Post = async (url, init) => {
      try {
        const answer = await fetch(url, init);
        if (!answer.ok) refusal = answer.status;
        return answer;
      } catch (thrown) {
        refusal = 'unanswered';
        throw thrown;
      }
    };
    const dialpad = await startSimulatedDialpad({ port, app: { redirectUri }, answersAfter: 3, post });
    const ids = dialpadIds(Date.now());
    return {
      ...dialpad,
      hasSubscriber: () => dialpad.subscriptions().some(({ webhookId }) => webhookId !== null),

      play: async (name: string, { round, ...options }: { round: number; speed: number; signal: AbortSignal }) => {
        const scenario = SCENARIOS.find((one) => one.name === name);
        if (scenario === undefined) throw new Error(`There is no scenario ${name}`);
        const contact = CONTACTS[round % CONTACTS.length] ?? DANA;
        refusal = null;
        const outcome = await dialpad.play(scenario.events({ startsAt: Date.now(), ids, contact }), options);
        return { ...outcome, refusal: outcome.failed === 0 ? null : refusal };
      },
    };
  },
};
