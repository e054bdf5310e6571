import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { IngestWebhook } from '../../../application/events/ingest-webhook.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { WebhookSecrets } from '../../../application/ports/webhook-secrets.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { AppId } from '../../../domain/ids.js';

/** Something that happens on the phone and can be played. */
export interface Scenario {
  readonly name: string;
  /** What happens, in a few words. */
  readonly summary: string;
}

/** A delivery of a simulated phone system, signed. */
export interface SimulatedDelivery {
  /** Milliseconds after the first delivery, in life. */
  readonly afterMs: number;
  readonly body: Uint8Array;
}

/** What a simulated phone system can play. The composition root passes it in. */
export interface Scenarios {
  readonly list: () => Promise<readonly Scenario[]>;
  /** The deliveries of a scenario that begins now, in their order, signed with `secret`. The first person in it is `dialpadUserId`, if not null. */
  readonly deliveries: (
    name: string,
    how: { readonly secret: string; readonly dialpadUserId: DialpadId | null },
  ) => Promise<readonly SimulatedDelivery[]>;
}

/** What is asked for. */
export interface WantedSimulation {
  readonly scenario: string;
  /** How many times faster than in life. */
  readonly speed: number;
  readonly dialpadUserId: DialpadId | null;
}

/** A simulation that has begun. */
export interface StartedSimulation {
  readonly scenario: Scenario;
  readonly deliveries: number;
  /** How long it takes from the first delivery to the last, in seconds. */
  readonly seconds: number;
}

/** There is no scenario of this name. */
export interface NoSuchScenario {
  readonly _tag: 'NoSuchScenario';
  readonly names: readonly string[];
}

/** As many simulations are under way as one process plays at once. */
export interface TooManySimulations {
  readonly _tag: 'TooManySimulations';
  readonly most: number;
}

export type SimulationError = NoSuchScenario | TooManySimulations | StorageError;

/** Plays what happens on the phone, by deliveries that take the same way as those of Dialpad. */
export interface Simulations {
  readonly list: () => Promise<readonly Scenario[]>;
  /** Begins one for an app, and resolves once its first delivery is under way. */
  readonly start: (appId: AppId, wanted: WantedSimulation) => TaskEither<SimulationError, StartedSimulation>;
  /** Ends those that are under way. */
  readonly close: () => void;
}

interface Deps {
  readonly scenarios: Scenarios;
  readonly ingest: IngestWebhook;
  readonly secrets: Pick<WebhookSecrets, 'current'>;
  /** Whether the server stops: nothing is delivered from then on. */
  readonly isStopping: () => boolean;
  readonly logger: Logger;
}

/** Simulations that one process plays at once. */
const MAX_AT_ONCE = 5;

export const makeSimulations = (deps: Deps): Simulations => {
  const underWay = new Set<ReadonlySet<NodeJS.Timeout>>();

  /** Delivers each at its time. */
  const play = (appId: AppId, deliveries: readonly SimulatedDelivery[], speed: number): void => {
    const timers = new Set<NodeJS.Timeout>();
    underWay.add(timers);
    for (const { afterMs, body } of deliveries) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (timers.size === 0) underWay.delete(timers);
        void deliver(deps, appId, body);
      }, afterMs / speed);
      timers.add(timer.unref());
    }
  };

  return {
    list: deps.scenarios.list,
    start:
      (appId, { scenario: name, speed, dialpadUserId }) =>
      async () => {
        const all = await deps.scenarios.list();
        const scenario = all.find((one) => one.name === name);
        if (scenario === undefined) return E.left({ _tag: 'NoSuchScenario', names: all.map((one) => one.name) });
        const secrets = await deps.secrets.current(appId)();
        if (E.isLeft(secrets)) return secrets;
        const deliveries = await deps.scenarios.deliveries(name, { secret: secrets.right[0] ?? '', dialpadUserId });
        if (underWay.size >= MAX_AT_ONCE) return E.left({ _tag: 'TooManySimulations', most: MAX_AT_ONCE });
        play(appId, deliveries, speed);
        const seconds = Math.ceil((deliveries.at(-1)?.afterMs ?? 0) / speed / 1000);
        return E.right({ scenario, deliveries: deliveries.length, seconds });
      },
    close: () => {
      for (const timers of underWay) for (const timer of timers) clearTimeout(timer);
      underWay.clear();
    },
  };
};

const deliver = async ({ ingest, isStopping, logger }: Deps, pathAppId: AppId, body: Uint8Array): Promise<void> => {
  if (isStopping()) return;
  const refused = (reason: string): void =>
    logger.warn({ app_id: pathAppId, reason }, 'A simulated delivery was not accepted');
  try {
    const ingested = await ingest({
      delivery: { body, signature: null },
      ...{ pathAppId, apiKey: null, isSuspect: false },
    })();
    if (E.isLeft(ingested)) refused(ingested.left._tag);
  } catch (bug) {
    refused(String(bug));
  }
};
