import { useEffect } from 'react';
import type { CtiEventOf, CtiEventType } from '../client/index.js';
import { type EventFilter, isOf, passes } from './concerns.js';
import { useLatest, useSharedStream } from './provider.js';

/**
 * Calls the handler with each event from now on, once and in order: the handler of the latest render, which may be another one each time.
 * `events` and `crmUser` narrow what it gets. An event that comes late has `replayed: true`: update the screen, but do not pop up.
 */
export const useCtiEvents = <T extends CtiEventType = CtiEventType>(
  handler: (event: CtiEventOf<T>) => void,
  filter: EventFilter<T> = {},
): void => {
  const stream = useSharedStream();
  const latest = useLatest({ handler, filter });
  useEffect(
    () =>
      stream.onEvent((event) => {
        const { handler: handle, filter: wanted } = latest.current;
        if (passes(wanted, event) && isOf(wanted, event)) handle(event);
      }),
    [stream, latest],
  );
};
