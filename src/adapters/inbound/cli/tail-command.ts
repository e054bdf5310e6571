import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { WebSocket } from 'ws';
import { type CtiEvent, type CtiEventType, createClient, type StreamState } from '../../../client/index.js';
import { findVariables } from '../../config/load-config.js';
import type { Tail } from './command.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import { urlOf } from './server-api.js';
import { harmless, type Paint, paintFor } from './table.js';

/** Shows the events of an app as they come, until it is interrupted. It comes back by itself, and leaves no event out. */
export const tailCommand =
  ({ since, events, url, json }: Tail, context: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    const { stdout, stderr, signal } = context;
    const found = await findVariables(context)();
    if (E.isLeft(found)) return E.left(commandError(found.left.message));
    const apiKey = found.right.CTI_API_KEY;
    if (apiKey === undefined) return E.left(NO_KEY);
    const paint = paintFor(stdout, context.env);
    const note = noting(stderr);
    const client = createClient({ url: urlOf(found.right, url), apiKey, WebSocket });
    return new Promise((resolve) => {
      const stream = client.stream({
        since,
        events: events?.split(',').map((name) => name.trim() as CtiEventType),
        onEvent: (event) => stdout.write(json ? `${JSON.stringify(event)}\n` : `${lineOf(event, paint)}\n`),
        onReset: () =>
          note('The events that came meanwhile are no longer there: what follows is what came after them.'),
        onState: (state) => {
          if (state.status === 'refused') resolve(E.left(commandError(`The server refuses the stream: ${state.why}`)));
          else note(sentenceOf(state));
        },
      });
      const end = (): void => {
        stream.close();
        resolve(E.right(undefined));
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
  };

const NO_KEY = commandError(
  "CTI_API_KEY is missing: set it to the app's key, which cti apps create and cti keys rotate show once.",
);

/** Says what becomes of the connection on standard error, where no event is. A sentence that was the last one is not said again. */
const noting = (stderr: CommandContext['stderr']): ((sentence: string | null) => void) => {
  let last: string | null = null;
  return (sentence) => {
    if (sentence !== null && sentence !== last) stderr.write(`${harmless(sentence)}\n`);
    last = sentence;
  };
};

/** Nothing is said of a stream that is well. */
const sentenceOf = ({ status, why }: StreamState): string | null =>
  status === 'connecting' && why !== undefined ? `Not connected, and trying again: ${why}` : null;

/** An event as one line of text that cannot control the terminal. */
export const lineOf = (event: CtiEvent, paint: Paint): string =>
  [
    paint('dim', String(event.seq).padStart(6)),
    event.timestamp,
    paint('bold', event.event),
    ...detailsOf(event).map(harmless),
    ...('replayed' in event ? [paint('dim', 'late')] : []),
  ].join('  ');

const detailsOf = (event: CtiEvent): readonly string[] => {
  if (!('from_number' in event)) return [`from ${event.from} to ${event.to}`];
  const parties = `${event.from_number ?? 'unknown'} to ${event.to_number ?? 'unknown'}`;
  const who = event.target_crm_user === null ? [] : [`for ${event.target_crm_user}`];
  const seconds = 'duration_seconds' in event ? (event.duration_seconds ?? null) : null;
  const length = seconds === null ? [] : [`${seconds} s`];
  const said = 'voicemail_id' in event ? event.transcript : 'text' in event ? event.text : null;
  return [parties, ...who, ...length, ...(said === null ? [] : [`"${said}"`])];
};
