import type { CallEvent, CtiClient } from 'cti-server/client';

/** Calls `onRing` with each call that rings for this user, until what is returned is called. */
export const watchRings = (cti: CtiClient, crmUser: string, onRing: (call: CallEvent) => void) => {
  const stream = cti.stream({
    crmUser,
    onEvent: (event) => {
      // A late one, from a replay or after a gap, is no reason to pop up.
      if (event.event === 'call.ring' && event.replayed !== true) onRing(event);
    },
  });
  return stream.close;
};
