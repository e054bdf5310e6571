import type { Timestamp } from '../../domain/timestamp.js';

export interface Clock {
  readonly now: () => Timestamp;
}
