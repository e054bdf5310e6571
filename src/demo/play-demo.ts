import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeft } from 'fp-ts/lib/Either.js';
import { endOnClosedOutput } from '../closed-output.js';
import { startServer } from '../server.js';
import { officeDay } from '../testing/dialpad/office-day.js';
import { startSimulatedDialpad } from '../testing/dialpad/simulated-dialpad.js';
import { freePort } from '../testing/free-port.js';
import { connectOffice } from './connect-office.js';
import { runDemo } from './demo.js';
import { unpainted } from './render-board.js';

/** Seconds that the office's traffic takes in life. */
const LIFE_SECONDS = (officeDay(0).at(-1)?.at ?? 0) / 1000;

/** The exit code that shells give a process that SIGINT ended. */
const INTERRUPTED = 130;

const introductionOf = (speed: number): string => {
  const pace = speed === 1 ? 'as fast as in life' : `${speed} times as fast as in life`;
  return `A small office's phone traffic, ${pace}: calls, voicemails and messages for about ${Math.ceil(LIFE_SECONDS / speed)} s.
A simulated Dialpad sends signed webhooks to a server of its own; what you see is the server's stream.

`;
};

/** The value of a right; throws on a left. */
const orThrow = <A>(
  outcome:
    | { readonly _tag: 'Right'; readonly right: A }
    | { readonly _tag: 'Left'; readonly left: { readonly message: string } },
): A => {
  if (isLeft(outcome)) throw new Error(outcome.left.message);
  return outcome.right;
};

/**
 * The demonstration: a simulated Dialpad, and a server with embedded storage in a new folder. An app is created, connected and
 * provisioned, its users are mapped, and a few minutes of a small office's phone traffic are played. The argument is how many times
 * faster than life. `signal` ends it early, and nothing of it stays behind.
 */
export const playDemo = async ([given = '4']: readonly string[], signal: AbortSignal): Promise<void> => {
  const speed = Number(given);
  if (!(speed > 0)) {
    process.stderr.write('The speed must be a number above 0, such as 4\n');
    process.exitCode = 1;
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'cti-demo-'));
  // Also where the process ends because nobody reads its output any more.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  endOnClosedOutput();
  process.stdout.write(introductionOf(speed));
  // The simulated Dialpad and the configuration need the server's address before it starts.
  const url = `http://127.0.0.1:${await freePort()}`;
  const dialpad = await startSimulatedDialpad();
  const settings = {
    PORT: new URL(url).port,
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    PUBLIC_URL: url,
    REDIRECT_URI: `${url}/auth/dialpad/callback`,
    DIALPAD_BASE_URL: dialpad.url,
    // Without the last one Dialpad leaves the text out of SMS events.
    DIALPAD_SCOPES: 'calls:list recordings_export offline_access message_content_export:all',
    CLIENT_ID: dialpad.app.clientId,
    CLIENT_SECRET: dialpad.app.clientSecret,
  };
  const server = orThrow(await startServer({ env: settings })());

  try {
    const { apiKey: appApiKey } = await connectOffice(url, server.config, 'Demo office');
    const { play } = dialpad;
    const { delivered, failed, announced } = await runDemo({
      ...{ url, appApiKey, play, output: process.stdout, speed, signal },
      // https://no-color.org
      ...((process.env.NO_COLOR ?? '') === '' ? {} : { paint: unpainted }),
    });
    if (signal.aborted) {
      process.exitCode = INTERRUPTED;
      return;
    }
    process.stdout.write(
      `\n${delivered} webhooks delivered, ${failed} refused; ${announced} events reached the CRM.\n`,
    );
  } finally {
    await server.stop();
    await dialpad.stop();
  }
};
