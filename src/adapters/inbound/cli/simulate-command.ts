import { setTimeout as delay } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { dialpadIds } from '../../../testing/dialpad/dialpad-ids.js';
import { CONTACTS, DANA } from '../../../testing/dialpad/people.js';
import { type SimulatedDialpad, startSimulatedDialpad } from '../../../testing/dialpad/simulated-dialpad.js';
import { type CommandContext, type CommandError, commandError, reasonOf } from './command-context.js';
import type { Simulation } from './simulation.js';

/** Where a server is taken to be that is tried with this one: on its own default port. */
const SERVER = 'http://127.0.0.1:4000';
/** What a company allows that keeps nothing back. */
const SCOPES = 'calls:list recordings_export message_content_export:all offline_access';

/** How often it looks for somebody to play to, in milliseconds. */
const LOOK_MS = 200;
/** Between two scenarios, in milliseconds of the story. */
const PAUSE_MS = 5_000;

/** Is a Dialpad until the command is broken off, which is how it ends well, and plays the scenarios to whoever subscribes. */
export const simulateCommand =
  (simulation: Simulation, context: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    const started = await start(simulation.port);
    if (E.isLeft(started)) return started;
    const dialpad = started.right;
    try {
      context.stdout.write(guide(dialpad));
      if (simulation.to !== null) dialpad.deliverTo(simulation.to, context.env.DIALPAD_WEBHOOK_SECRET ?? null);
      await playForGood(dialpad, simulation, context);
      return E.right(undefined);
    } finally {
      await dialpad.stop();
    }
  };

const start = async (port: number): Promise<E.Either<CommandError, SimulatedDialpad>> => {
  const app = { redirectUri: `${SERVER}/auth/dialpad/callback` };
  try {
    return E.right(await startSimulatedDialpad({ port, app }));
  } catch (thrown) {
    return E.left(commandError(`Port ${port} cannot be listened on: ${reasonOf(thrown)}`));
  }
};

const guide = ({
  url,
  app,
  apiKey,
}: SimulatedDialpad): string => `The simulated Dialpad is at ${url}. A server works with it by these variables:

DIALPAD_BASE_URL=${url}
CLIENT_ID=${app.clientId}
CLIENT_SECRET=${app.clientSecret}
REDIRECT_URI=${app.redirectUri}
PUBLIC_URL=${SERVER}
DIALPAD_SCOPES="${SCOPES}"

or with DIALPAD_API_KEY=${apiKey} in place of CLIENT_ID, CLIENT_SECRET and REDIRECT_URI.
Calls and messages come once something subscribes to them. Ctrl-C ends it.

`;

const playForGood = async (
  dialpad: SimulatedDialpad,
  { scenarios, speed }: Simulation,
  { stdout, signal }: CommandContext,
): Promise<void> => {
  const ids = dialpadIds(Date.now());
  for (let round = 0; !signal.aborted; round += 1) {
    for (const { name, summary, events } of scenarios) {
      while (!signal.aborted && !dialpad.subscriptions().some(({ webhookId }) => webhookId !== null)) {
        await pause(LOOK_MS, signal);
      }
      if (signal.aborted) return;
      const contact = CONTACTS[round % CONTACTS.length] ?? DANA;
      const story = events({ startsAt: Date.now(), ids, contact });
      const { delivered, failed } = await dialpad.play(story, { speed, signal });
      stdout.write(`${name}: ${summary} (${delivered} delivered, ${failed} refused)\n`);
      await pause(PAUSE_MS / speed, signal);
    }
  }
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
