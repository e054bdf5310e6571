export { type Colleague, type Contact, dialpadIds, type Line, type NextId } from './adapters/dialpad/simulator/cast.js';
export type { Company, CompanyUser } from './adapters/dialpad/simulator/company.js';
export type { Fault } from './adapters/dialpad/simulator/faults.js';
export type { Limit, Limits } from './adapters/dialpad/simulator/limits.js';
export type { OauthApp } from './adapters/dialpad/simulator/oauth.js';
export type { PlayOptions, PlayOutcome } from './adapters/dialpad/simulator/play-story.js';
export { SCENARIOS, type Scenario, type Setting } from './adapters/dialpad/simulator/scenarios.js';
export {
  type SeenRequest,
  type SimulatedDialpad,
  type SimulatedDialpadOptions,
  startSimulatedDialpad,
} from './adapters/dialpad/simulator/simulated-dialpad.js';
export type { SimulatedSubscription } from './adapters/dialpad/simulator/subscriptions.js';
export type { TimedEvent } from './adapters/dialpad/simulator/timed-event.js';
export type { SimulatedWebhook } from './adapters/dialpad/simulator/webhooks.js';
export { leftOf, rightOf, someOf } from './testing/storage/outcome.js';
export { type BeforeWrite, type StorageUnderTest, storageContract } from './testing/storage/storage.contract.js';
