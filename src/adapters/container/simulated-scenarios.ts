import type { Scenarios } from '../inbound/worker/simulation.js';

/** The scenarios of the simulated Dialpad. They are loaded at the first use: few servers need them. */
export const simulatedScenarios = (now: () => number): Scenarios => {
  const loading = async () => {
    const [{ SCENARIOS }, { CONTACTS }, { dialpadIds }, { webhookBodies }] = await Promise.all([
      import('../../testing/dialpad/scenarios.js'),
      import('../../testing/dialpad/people.js'),
      import('../../testing/dialpad/dialpad-ids.js'),
      import('../../testing/dialpad/sign.js'),
    ]);
    return { SCENARIOS, CONTACTS, webhookBodies, ids: dialpadIds(now()), played: 0 };
  };
  let loaded: ReturnType<typeof loading> | null = null;
  const load = (): ReturnType<typeof loading> => {
    loaded ??= loading();
    return loaded;
  };

  return {
    list: async () => (await load()).SCENARIOS.map(({ name, summary }) => ({ name, summary })),
    deliveries: async (name, { secret, dialpadUserId }) => {
      const simulated = await load();
      const { SCENARIOS, CONTACTS, ids, webhookBodies } = simulated;
      const scenario = SCENARIOS.find((one) => one.name === name);
      if (scenario === undefined) throw new Error(`There is no scenario ${name}`);
      // Each has another contact, as if other people called.
      const contact = CONTACTS[simulated.played % CONTACTS.length];
      simulated.played += 1;
      const [first] = scenario.people;
      const person = first !== undefined && dialpadUserId !== null ? { ...first, id: Number(dialpadUserId) } : first;
      const events = scenario.events({
        startsAt: now(),
        ids,
        ...(contact === undefined ? {} : { contact }),
        ...(person === undefined ? {} : { people: [person] }),
      });
      const begin = Math.min(...events.map(({ at }) => at));
      const bodyOf = webhookBodies(secret);
      return events.map(({ at, payload }) => ({ afterMs: at - begin, body: Buffer.from(bodyOf(payload).body) }));
    },
  };
};
