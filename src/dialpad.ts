export { deliveryAuthenticator } from './adapters/dialpad/delivery-authenticator.js';
export { payloadReader } from './adapters/dialpad/payload-reader.js';
export { officeDay } from './adapters/dialpad/simulator/office-day.js';
export { type Delivery, type PlayerOptions, type Post, play } from './adapters/dialpad/simulator/player.js';
export type { TimedEvent } from './adapters/dialpad/simulator/timed-event.js';
