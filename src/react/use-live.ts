import { useMemo, useSyncExternalStore } from 'react';
import { useSharedStream } from './provider.js';
import type { Live, LiveSource, LiveState } from './shared/live.js';
import { makeLive } from './shared/live-value.js';
import { keyOf, oneForEach } from './shared/one-for-each.js';

/** Makes a hook that shows what a query asks for. Components with the same query share one. */
export const liveHook = <V, Q>(
  sourceOf: (query: Q) => LiveSource<V>,
): ((query: Q) => readonly [LiveState<V>, Live<V>]) => {
  const liveFor = oneForEach<Live<V>, Q>((stream, query) => makeLive(stream, sourceOf(query)));
  return (query) => {
    const stream = useSharedStream();
    const key = keyOf(query);
    // biome-ignore lint/correctness/useExhaustiveDependencies: the same query in another object is the same query
    const live = useMemo(() => liveFor(stream, query), [stream, key]);
    const state = useSyncExternalStore(live.subscribe, live.state, live.state);
    return [state, live];
  };
};
