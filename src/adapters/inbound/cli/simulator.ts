/** Something that happens on the phone and can be played, such as a missed call. */
export interface Scenario {
  readonly name: string;
  /** What happens, in a few words. */
  readonly summary: string;
}

/** A simulated phone system to try a server with. */
export interface Simulator {
  readonly scenarios: readonly Scenario[];
  /** Starts it on a port of this machine; 0 takes any free one. Rejects if the port is taken. */
  readonly start: (options: { readonly port: number; readonly redirectUri: string }) => Promise<RunningSimulator>;
}

export interface RunningSimulator {
  readonly url: string;
  /** The OAuth application that is registered with it. */
  readonly app: { readonly clientId: string; readonly clientSecret: string; readonly redirectUri: string | null };
  readonly apiKey: string;
  /** Whether a subscription leads to a webhook. */
  readonly hasSubscriber: () => boolean;
  /** Delivers every event to this URL, signed with the secret if there is one. */
  readonly deliverTo: (url: string, secret: string | null) => void;
  /** Plays the scenario of this name, `speed` times as fast as in life. Each `round` has another contact. */
  readonly play: (
    name: string,
    options: { readonly round: number; readonly speed: number; readonly signal: AbortSignal },
  ) => Promise<{
    readonly delivered: number;
    readonly failed: number;
    /** The status of the last answer that accepted nothing; `unanswered` where there was none, null where all was accepted. */
    readonly refusal: number | 'unanswered' | null;
  }>;
  readonly stop: () => Promise<void>;
}
