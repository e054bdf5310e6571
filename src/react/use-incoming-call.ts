import { useMemo, useSyncExternalStore } from 'react';
import type { ShownCall } from './calls/call-of-event.js';
import { crmUserKey } from './crm-user.js';
import { type Incoming, makeIncoming } from './pop/incoming.js';
import type { Browser } from './pop/platform.js';
import { useSharedStream } from './provider.js';
import { oneForEach } from './shared/one-for-each.js';

export interface IncomingCall {
  /** The call that rings for the person and pops in this tab, or null. */
  readonly call: ShownCall | null;
  /** Shows it no more, in any tab. It rings on. */
  readonly dismiss: () => void;
}

const NOBODY: Incoming = { subscribe: () => () => undefined, call: () => null, dismiss: () => undefined };
const noCall = (): null => null;

const incomingFor = oneForEach<Incoming, string>((stream, crmUser) => {
  const browser: Browser = globalThis;
  return makeIncoming(stream, crmUser, browser);
});

/**
 * The call that rings for a CRM user. Of several tabs one shows it: the one that the person works in, if it is among them. An event that
 * comes late never pops. The call is null again when it is answered, here or elsewhere, is over, is missed, moves on to another person, or
 * is dismissed. With null for the person, nothing rings.
 */
export const useIncomingCall = (crmUser: string | null | undefined): IncomingCall => {
  const stream = useSharedStream();
  const incoming = useMemo(() => (crmUser ? incomingFor(stream, crmUserKey(crmUser)) : NOBODY), [stream, crmUser]);
  const call = useSyncExternalStore(incoming.subscribe, incoming.call, noCall);
  return { call, dismiss: incoming.dismiss };
};
