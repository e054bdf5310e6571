import type { LetGo } from '../shared/while-used.js';
import type { ClaimLock } from './claim-lock.js';
import type { Channel } from './platform.js';

/** Milliseconds in which another tab can object to a claim. */
const OBJECT_MS = 300;
/** Milliseconds after which a claim that was objected to is made again. A tab that crashed does not object. */
const AGAIN_MS = 1_000;

type Said = 'claim' | 'held' | 'released';

const isSaid = (data: unknown): data is { readonly said: Said; readonly by: string } =>
  typeof data === 'object' && data !== null && 'said' in data && 'by' in data && typeof data.by === 'string';

/**
 * A lock among the tabs of a browser that has none of its own. Who wants it says so, and has it if nobody objects: the tab that has it
 * does, and of two that claim it at the same time the one with the smaller id.
 */
export const claimByElection =
  (open: (name: string) => Channel, idOf: () => string = randomId): ClaimLock =>
  (name, onHeld) => {
    const channel = open(`cti-server ${name}`);
    const me = idOf();
    let standing: 'waiting' | 'claiming' | 'holding' = 'waiting';
    let timer: ReturnType<typeof setTimeout> | undefined;

    const say = (said: Said): void => channel.postMessage({ said, by: me });
    const then = (ms: number, next: () => void): void => {
      clearTimeout(timer);
      timer = setTimeout(next, ms);
    };
    const claim = (): void => {
      standing = 'claiming';
      say('claim');
      then(OBJECT_MS, () => {
        standing = 'holding';
        say('held');
        onHeld();
      });
    };
    const giveWay = (): void => {
      standing = 'waiting';
      then(AGAIN_MS, claim);
    };
    channel.onmessage = ({ data }) => {
      if (!isSaid(data)) return;
      if (data.said === 'claim' && standing === 'holding') say('held');
      else if (data.said === 'claim' && standing === 'claiming' && me < data.by) say('claim');
      else if (standing === 'claiming' && data.said !== 'released') giveWay();
      else if (standing === 'waiting' && data.said === 'released') claim();
    };
    claim();
    const letGo: LetGo = () => {
      clearTimeout(timer);
      if (standing === 'holding') say('released');
      standing = 'waiting';
      channel.close();
    };
    return letGo;
  };

const randomId = (): string => Math.random().toString(36).slice(2).padEnd(12, '0');
