import { setTimeout as delay } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { errorCode } from '../../config/error-code.js';
import { findVariables } from '../../config/load-config.js';
import { type CommandContext, type CommandError, commandError, reasonOf } from './command-context.js';
import type { Simulation } from './simulation.js';
import type { RunningSimulator, Simulator } from './simulator.js';

/** Where the server under test is expected: on the port that its own variables name. */
const serverUrlOf = ({ PORT }: CommandContext['env']): string => `http://127.0.0.1:${PORT ?? '4000'}`;
/** The scopes that a server asks for to read everything. */
const SCOPES = 'calls:list recordings_export message_content_export:all offline_access';

/** How often to look whether a server has subscribed, in milliseconds. */
const SUBSCRIBER_CHECK_EVERY_MS = 200;
/** The pause between two scenarios at speed 1, in milliseconds. */
const PAUSE_MS = 5_000;

/**
 * Runs a simulated Dialpad until the command is interrupted, and plays the scenarios over and over for the servers that have
 * subscribed. An interruption is the normal end of this command, not an error.
 */
export const simulateCommand =
  (simulator: Simulator, simulation: Simulation, context: CommandContext): TE.TaskEither<CommandError, void> =>
  async () => {
    const found = await findVariables(context)();
    if (E.isLeft(found)) return E.left(commandError(found.left.message));
    const serverUrl = serverUrlOf(found.right);
    const started = await start(simulator, simulation.port, serverUrl)();
    if (E.isLeft(started)) return started;
    const dialpad = started.right;
    try {
      const { to } = simulation;
      const { DIALPAD_WEBHOOK_SECRET: secret = null } = found.right;
      context.stdout.write(to === null ? instructions(dialpad, serverUrl) : announcement(to, secret !== null));
      if (to !== null) dialpad.deliverTo(to, secret);
      await playUntilInterrupted(dialpad, simulation, context);
      return E.right(undefined);
    } finally {
      await dialpad.stop();
    }
  };

const start = (simulator: Simulator, port: number, serverUrl: string): TE.TaskEither<CommandError, RunningSimulator> =>
  TE.tryCatch(
    () => simulator.start({ port, redirectUri: `${serverUrl}/auth/dialpad/callback` }),
    (thrown) =>
      commandError(
        thrown instanceof Error && errorCode(thrown) === 'EADDRINUSE'
          ? `Port ${port} is taken: name another with --port, or 0 for any.`
          : `Port ${port} cannot be opened: ${reasonOf(thrown)}. Name another with --port.`,
      ),
  );

const instructions = (
  { url, app, apiKey }: RunningSimulator,
  serverUrl: string,
): string => `The simulated Dialpad is at ${url}.
Start a server with these variables to use it:

DIALPAD_BASE_URL=${url}
CLIENT_ID=${app.clientId}
CLIENT_SECRET=${app.clientSecret}
REDIRECT_URI=${app.redirectUri}
PUBLIC_URL=${serverUrl}
DIALPAD_SCOPES="${SCOPES}"

or with DIALPAD_API_KEY=${apiKey} in place of CLIENT_ID, CLIENT_SECRET and REDIRECT_URI.
It sends calls and messages as soon as a server has subscribed to them. Stop it with Ctrl-C.

`;

/** What it needs to know who delivers to a server that has not subscribed. */
const announcement = (to: string, signed: boolean): string =>
  `The simulated Dialpad delivers to ${to},
${signed ? 'signed with DIALPAD_WEBHOOK_SECRET' : UNSIGNED}. Stop it with Ctrl-C.
${to.endsWith('/webhooks/dialpad') ? `If the server has several apps, name one of them: ${to}/{app_id}\n` : ''}
`;

const UNSIGNED =
  'unsigned, because DIALPAD_WEBHOOK_SECRET is not set: a server refuses that. Run this in the folder of the server, or set it';

const playUntilInterrupted = async (
  dialpad: RunningSimulator,
  { scenarios, speed }: Simulation,
  { stdout, signal }: CommandContext,
): Promise<void> => {
  for (let round = 0; !signal.aborted; round += 1) {
    for (const { name, summary } of scenarios) {
      await subscribed(dialpad, signal);
      if (signal.aborted) return;
      const { delivered, failed, refusal } = await dialpad.play(name, { round, speed, signal });
      if (signal.aborted) return;
      stdout.write(`${name}: ${summary} (${delivered} delivered, ${failed} refused${reasonFor(refusal)})\n`);
      await pause(PAUSE_MS / speed, signal);
    }
  }
};

/** Why nothing was accepted, as far as the answer says. */
const reasonFor = (refusal: number | 'unanswered' | null): string => {
  switch (refusal) {
    case null:
      return '';
    case 'unanswered':
      return ': no server answers there';
    case 401:
      return ': 401, another DIALPAD_WEBHOOK_SECRET than the server has';
    default:
      return `: ${refusal}`;
  }
};

/** Waits until a server has subscribed. */
const subscribed = async (dialpad: RunningSimulator, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted && !dialpad.hasSubscriber()) await pause(SUBSCRIBER_CHECK_EVERY_MS, signal);
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
