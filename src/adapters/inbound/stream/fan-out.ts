import * as E from 'fp-ts/lib/Either.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { EventBus } from '../../../application/ports/event-bus.js';
import type { EventLog } from '../../../application/ports/event-log.js';
import type { KeyRefused, RecheckAccess } from '../../../application/tenants/authenticate-key.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import type { AppId, KeyId } from '../../../domain/ids.js';
import { APP_INACTIVE, type CloseCode, GOING_AWAY, KEY_ENDED } from './close-codes.js';
import type { Connection } from './connection.js';
import { makeStreamFollower } from './stream-follower.js';

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
const MAX_TIMER_MS = 2 ** 31 - 1;

/** How soon a key is asked about again after storage was out of reach. */
const ASK_AGAIN_MS = 250;

/** How often the log is looked at for events that no notice told of: of a process that died, or while the bus is down. */
const LOOK_EVERY_MS = 1_000;

export const makeFanOut = (deps: {
  readonly bus: EventBus;
  readonly events: Pick<EventLog, 'read' | 'newest'>;
  readonly recheck: RecheckAccess;
  readonly clock: Clock;
  readonly maxConnectionsPerApp: number;
}): FanOut => {
  const apps = new Map<AppId, Set<Member>>();
  const timers = new Map<Member, NodeJS.Timeout>();
  /** Keys that are being asked about, and whether to ask once more because something changed meanwhile. */
  const asking = new Map<KeyId, { again: boolean }>();

  const membersOf = (appId: AppId): readonly Member[] => [...(apps.get(appId) ?? [])];

  const follower = makeStreamFollower({
    events: deps.events,
    followed: () => [...apps.keys()],
    offer: (appId, items) => {
      for (const { connection } of membersOf(appId)) connection.offer(items);
    },
  });
  const looking = setInterval(() => void follower.look(), LOOK_EVERY_MS).unref();

  /** Asks again what a key opens, for all that came with it, once however often that is wanted at the same time. */
  const recheck = async (member: Member): Promise<void> => {
    const { keyId } = member.access;
    const underWay = asking.get(keyId);
    if (underWay !== undefined) {
      underWay.again = true;
      return;
    }
    const asked = { again: false };
    asking.set(keyId, asked);
    await checkKey(member);
    asking.delete(keyId);
    if (asked.again) await recheck(member);
  };

  /** Storage that is out of reach is no reason to end a connection, nor to stop asking. */
  const checkKey = async ({ access }: Member): Promise<void> => {
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

  const recheckApp = (appId: AppId): void => {
    for (const member of onePerKey(membersOf(appId))) void recheck(member);
  };

  const watchEnd = (member: Member, { validUntil }: KeyAccess): void => {
    clearTimeout(timers.get(member));
    timers.delete(member);
    if (validUntil === null || apps.get(member.access.appId)?.has(member) !== true) return;
    const wait = Math.min(MAX_TIMER_MS, Math.max(0, validUntil - deps.clock.now()));
    timers.set(member, setTimeout(recheck, wait, member).unref());
  };

  const leave = (member: Member): void => {
    const { appId } = member.access;
    const members = apps.get(appId);
    members?.delete(member);
    if (members?.size === 0) {
      apps.delete(appId);
      follower.forget(appId);
    }
    clearTimeout(timers.get(member));
    timers.delete(member);
  };

  const unsubscribe = deps.bus.subscribe((notice) => {
    switch (notice._tag) {
      case 'EventsCommitted':
        if (apps.has(notice.appId)) follower.committed(notice.appId, notice.events);
        break;
      case 'StreamMoved':
        if (apps.has(notice.appId)) follower.moved(notice.appId, notice.seq);
        break;
      case 'AccessChanged':
        recheckApp(notice.appId);
        break;
      case 'MessagesMissed':
        void follower.look();
        for (const appId of apps.keys()) recheckApp(appId);
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
      // The key may have ended after it was let in and before anybody could hear of it here.
      void recheck(member);
    },
    leave,
    size: () => [...apps.values()].reduce((sum, members) => sum + members.size, 0),
    hasRoomFor: (appId) => (apps.get(appId)?.size ?? 0) < deps.maxConnectionsPerApp,
    close: () => {
      unsubscribe();
      clearInterval(looking);
      for (const appId of [...apps.keys()]) for (const member of membersOf(appId)) member.end(GOING_AWAY);
    },
  };
};

const onePerKey = (members: readonly Member[]): readonly Member[] => [
  ...new Map(members.map((member) => [member.access.keyId, member])).values(),
];

const closeCodeOf = ({ reason }: KeyRefused): CloseCode => (reason === 'app-inactive' ? APP_INACTIVE : KEY_ENDED);
