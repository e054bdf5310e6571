import { V7Generator } from 'uuidv7';
import type { IdGenerator } from '../../../application/ports/id-generator.js';

/** Random numbers are taken from the system so many at once: a call for each id would take most of its time. */
const random = new Uint32Array(1_024);
let used = random.length;

const generator = new V7Generator({
  nextUint32: () => {
    if (used === random.length) {
      crypto.getRandomValues(random);
      used = 0;
    }
    const number = random[used] ?? 0;
    used += 1;
    return number;
  },
});

/** Ids in the order in which they are made, those of one millisecond too. */
export const uuidGenerator: IdGenerator = { next: () => generator.generate().toString() };
