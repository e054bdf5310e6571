import { useSyncExternalStore } from 'react';
import type { StreamState } from '../client/index.js';
import { useSharedStream } from './provider.js';

/** Where the stream stands: `connecting`, `catching up`, `live`, `paused`, `closed`, or `refused` with the reason in `why`. */
export const useCtiState = (): StreamState => {
  const stream = useSharedStream();
  return useSyncExternalStore(stream.onState, stream.state, stream.state);
};
