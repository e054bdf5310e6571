import { randomUUID } from 'node:crypto';
import { payloadReader } from '../../src/adapters/outbound/dialpad/payload-reader.js';
import {
  type ApplyObservations,
  type ApplyObservationsDeps,
  makeApplyObservations,
} from '../../src/application/events/apply-observations.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { Storage } from '../../src/application/ports/storage.js';
import type { AppEvent } from '../../src/domain/event/app-event.js';
import type { AppId } from '../../src/domain/ids.js';
import { rightOf } from '../../src/testing/storage/outcome.js';

/** Applies observations to a storage as one process does. */
export const applyObservationsOn = (
  storage: Storage,
  clock: Clock,
  overrides: Partial<ApplyObservationsDeps> = {},
): ApplyObservations =>
  makeApplyObservations({
    owner: 'one',
    aggregates: storage.aggregates,
    mappings: storage.mappings,
    bus: { publish: () => undefined, subscribe: () => () => undefined },
    ids: { next: randomUUID },
    clock,
    ...overrides,
  });

/** Applies what an event says, given as Dialpad sends it. */
export const deliver = (
  applyObservations: ApplyObservations,
  appId: AppId,
  receivedAt: number,
  event: object,
): Promise<void> => {
  const translation = payloadReader.translate({ payload: JSON.stringify(event), receivedAt });
  if (translation._tag !== 'Observed') throw new Error(translation.reason);
  return rightOf(
    applyObservations({
      observations: translation.observations.map((observation) => ({ appId, observation, replayed: false })),
    }),
  );
};

/** The events in the stream of an app, oldest first. */
export const eventsIn = (storage: Storage, appId: AppId): Promise<readonly AppEvent[]> =>
  rightOf(storage.events.read(appId, 0, 1_000));
