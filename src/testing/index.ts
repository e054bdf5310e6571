export { type Colleague, type Contact, dialpadIds, type Line, type NextId } from './dialpad/cast.js';
export type { Company, CompanyUser } from './dialpad/company.js';
export type { Fault } from './dialpad/faults.js';
export type { Limit, Limits } from './dialpad/limits.js';
export type { OauthApp } from './dialpad/oauth.js';
export type { PlayOptions, PlayOutcome } from './dialpad/play-story.js';
export { SCENARIOS, type Scenario, type Setting } from './dialpad/scenarios.js';
export {
  type SeenRequest,
  type SimulatedDialpad,
  type SimulatedDialpadOptions,
  startSimulatedDialpad,
} from './dialpad/simulated-dialpad.js';
export type { SimulatedSubscription } from './dialpad/subscriptions.js';
export type { TimedEvent } from './dialpad/timed-event.js';
export type { SimulatedWebhook } from './dialpad/webhooks.js';
export { leftOf, rightOf, someOf } from './storage/outcome.js';
export { storageContract } from './storage/storage.contract.js';
export type { BeforeWrite, StorageUnderTest } from './storage/storage-under-test.js';
