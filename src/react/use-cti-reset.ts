import { useEffect } from 'react';
import { useLatest, useSharedStream } from './provider.js';

/**
 * Calls the function of the latest render when events were lost for good: what it keeps by `useCtiEvents` is to be read afresh. The stream
 * goes on once the promise is resolved, and calls it again, up to five times, if it rejects.
 */
export const useCtiReset = (readAfresh: () => unknown): void => {
  const stream = useSharedStream();
  const latest = useLatest(readAfresh);
  useEffect(
    () =>
      stream.onReset(async () => {
        await latest.current();
      }),
    [stream, latest],
  );
};
