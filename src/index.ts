export { restoreCall, restoreView, type StoredCall, type StoredView } from './adapters/wire/stored/restore-call.js';
export {
  restoreEventContent,
  restoreEventContent as restoreNews,
  type StoredEventContent,
  type StoredEventContent as StoredNews,
} from './adapters/wire/stored/restore-event.js';
export * from './application/index.js';
export * from './deprecated.js';
export * from './domain/index.js';
