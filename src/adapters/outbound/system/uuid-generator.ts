import { uuidv7 } from 'uuidv7';
import type { IdGenerator } from '../../../application/ports/id-generator.js';

/** Ids in the order in which they are made, those of one millisecond too. */
export const uuidGenerator: IdGenerator = { next: uuidv7 };
