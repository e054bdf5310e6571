export { deliveryAuthenticator } from './adapters/outbound/dialpad/delivery-authenticator.js';
export { payloadReader } from './adapters/outbound/dialpad/payload-reader.js';
export { officeDay } from './testing/dialpad/office-day.js';
export { type Delivery, type PlayerOptions, type Post, play } from './testing/dialpad/player.js';
export type { TimedEvent } from './testing/dialpad/timed-event.js';
