import * as E from 'fp-ts/lib/Either.js';
import type { KeyAccess, KeyRefused, RecheckAccess } from '../../application/authenticate-key.js';
import type { Clock } from '../../application/ports/clock.js';
import type { EventBus } from '../../application/ports/event-bus.js';
import type { AppId } from '../../domain/ids.js';
import { APP_INACTIVE, type CloseCode, GOING_AWAY, KEY_ENDED } from './close-codes.js';
import type { Connection } from './connection.js';
import { streamItem } from './stream-item.js';

/** A connection, what its key opens, and the way to end it. */
export interface Member {
  readonly access: KeyAccess;
  readonly connection: Connection;
  readonly end: (why: CloseCode) => void;
}

/** All connections of all apps: carries to each app's what is committed for it, and ends those whose key no longer opens anything. */
export interface FanOut {
  readonly join: (member: Member) => void;
  readonly leave: (member: Member) => void;
  readonly size: () => number;
  /** Whether the app may have another connection. */
  readonly hasRoomFor: (appId: AppId) => boolean;
  /** Ends every connection and hears no more. */
  readonly close: () => void;
}

/** The longest that a timer can wait; a key that ends later is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How soon a key is asked about again after storage was out of reach. */
const ASK_AGAIN_MS = 250;

export const makeFanOut = (deps: {
  readonly bus: EventBus;
  readonly recheck: RecheckAccess;
  readonly clock: Clock;
  readonly maxConnectionsPerApp: number;
}): FanOut => {
  const apps = new Map<AppId, Set<Member>>();
  const timers = new Map<Member, NodeJS.Timeout>();

  const membersOf = (appId: AppId): readonly Member[] => [...(apps.get(appId) ?? [])];

  /**
   * Asks again what a key opens, for all that came with it. Storage that is out of reach is no reason to end a connection, nor
   * to stop asking.
   */
  const recheck = async ({ access }: Member): Promise<void> => {
    const withKey = () => membersOf(access.appId).filter((member) => member.access.keyId === access.keyId);
    if (withKey().length === 0) return;
    const checked = await deps.recheck(access)();
    if (E.isRight(checked)) {
      for (const member of withKey()) watchEnd(member, checked.right);
    } else if (checked.left._tag === 'KeyRefused') {
      for (const member of withKey()) member.end(closeCodeOf(checked.left));
    } else {
      const [member] = withKey();
      if (member !== undefined) setTimeout(recheck, ASK_AGAIN_MS, member).unref();
    }
  };

  const watchEnd = (member: Member, { validUntil }: KeyAccess): void => {
    clearTimeout(timers.get(member));
    timers.delete(member);
    if (validUntil === null || apps.get(member.access.appId)?.has(member) !== true) return;
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(0, validUntil - deps.clock.now()));
    timers.set(member, setTimeout(recheck, wait, member).unref());
  };

  const leave = (member: Member): void => {
    const members = apps.get(member.access.appId);
    members?.delete(member);
    if (members?.size === 0) apps.delete(member.access.appId);
    clearTimeout(timers.get(member));
    timers.delete(member);
  };

  const unsubscribe = deps.bus.subscribe((notice) => {
    const members = membersOf(notice.appId);
    if (members.length === 0) return;
    switch (notice._tag) {
      case 'EventsCommitted': {
        const items = notice.events.map(streamItem);
        for (const { connection } of members) connection.offer(items);
        break;
      }
      case 'AccessChanged':
        for (const member of onePerKey(members)) void recheck(member);
        break;
      default:
        notice satisfies never;
    }
  });

  return {
    join: (member) => {
      const members = apps.get(member.access.appId);
      if (members === undefined) apps.set(member.access.appId, new Set([member]));
      else members.add(member);
      watchEnd(member, member.access);
    },
    leave,
    size: () => [...apps.values()].reduce((sum, members) => sum + members.size, 0),
    hasRoomFor: (appId) => (apps.get(appId)?.size ?? 0) < deps.maxConnectionsPerApp,
    close: () => {
      unsubscribe();
      for (const appId of [...apps.keys()]) for (const member of membersOf(appId)) member.end(GOING_AWAY);
    },
  };
};

const onePerKey = (members: readonly Member[]): readonly Member[] => [
  ...new Map(members.map((member) => [member.access.keyId, member])).values(),
];

const closeCodeOf = ({ reason }: KeyRefused): CloseCode => (reason === 'app-inactive' ? APP_INACTIVE : KEY_ENDED);
