import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import type { ClientOptions, CtiClient } from '../client/index.js';
import { addressOf, clientOf } from './client-of-options.js';
import { type SharedStream, type StreamPart, shareStream } from './shared/shared-stream.js';

interface Common extends StreamPart {
  readonly children?: ReactNode;
}

/** Either a client, made outside of the component, or what one is made from. */
export type CtiProviderProps = Common &
  (
    | { readonly client: CtiClient; readonly options?: undefined }
    | { readonly options: ClientOptions; readonly client?: undefined }
  );

const Context = createContext<SharedStream | null>(null);

/**
 * Opens one stream of events for all hooks below, and closes it when it is unmounted. `events` and `crmUser` narrow what comes over the
 * stream, for all hooks; `pauseWhenHidden` disconnects while the tab is hidden. It connects again if `client`, `options.url`,
 * `options.apiKey`, `options.api.url` or one of these three is another one, and for no other reason.
 */
export function CtiProvider({
  client,
  options,
  events,
  crmUser,
  pauseWhenHidden,
  children,
}: CtiProviderProps): ReactElement {
  const made = useClient(client, options);
  const kinds = events?.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same events in another list are the same events
  const stream = useMemo(
    () => shareStream(made, { events, crmUser, pauseWhenHidden }),
    [made, kinds, crmUser, pauseWhenHidden],
  );
  useEffect(() => stream.use(), [stream]);
  return <Context.Provider value={stream}>{children}</Context.Provider>;
}

const useClient = (client: CtiClient | undefined, options: ClientOptions | undefined): CtiClient => {
  const latest = useLatest(options);
  const address = options === undefined ? undefined : addressOf(options);
  // biome-ignore lint/correctness/useExhaustiveDependencies: options with the same address make the same client
  return useMemo(() => {
    if (client !== undefined) return client;
    if (options === undefined) throw new Error('CtiProvider needs a client, or options to make one');
    return clientOf(options, () => latest.current ?? options);
  }, [client, address]);
};

/** The value of the latest render that was shown. */
export const useLatest = <A,>(value: A): { readonly current: A } => {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
};

/** The stream of the provider above. */
export const useSharedStream = (): SharedStream => {
  const stream = useContext(Context);
  if (stream === null) throw new Error('This hook works only below a CtiProvider');
  return stream;
};

/** The client of the provider above, for everything else: placing a call, reading messages. */
export const useCtiClient = (): CtiClient => useSharedStream().client;
