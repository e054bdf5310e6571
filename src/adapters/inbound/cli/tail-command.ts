import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { WebSocket } from 'ws';
import { type CtiEvent, type CtiEventType, createClient } from '../../../client/index.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import type { Command } from './command-line.js';
import { urlOf, variablesOf } from './server-api.js';
import { type Paint, paintFor } from './table.js';

/** Shows the events of an app as they come, until it is interrupted. It comes back by itself, and leaves no event out. */
export const tailCommand =
  (
    { since, events, url, json }: Extract<Command, { readonly name: 'tail' }>,
    context: CommandContext,
  ): TaskEither<CommandError, void> =>
  async () => {
    const variables = await variablesOf(context);
    const apiKey = variables.CTI_API_KEY;
    if (apiKey === undefined) return E.left(commandError("CTI_API_KEY is missing: set it to the app's key."));
    const paint = paintFor(context.stdout, context.env);
    const client = createClient({ url: urlOf(variables, url), apiKey, WebSocket });
    return new Promise((resolve) => {
      const stream = client.stream({
        since,
        events: events?.split(',').map((name) => name.trim() as CtiEventType),
        onEvent: (event) => context.stdout.write(json ? `${JSON.stringify(event)}\n` : `${lineOf(event, paint)}\n`),
        onState: (state) => {
          if (state.status !== 'refused') return;
          resolve(E.left(commandError(`The server refuses the stream: ${state.why}`)));
        },
      });
      const end = (): void => {
        stream.close();
        resolve(E.right(undefined));
      };
      if (context.signal.aborted) end();
      else context.signal.addEventListener('abort', end);
    });
  };

const lineOf = (event: CtiEvent, paint: Paint): string => {
  const start = [paint('dim', String(event.seq).padStart(6)), event.timestamp, paint('bold', event.event)];
  if (!('from_number' in event)) return start.join('  ');
  const { from_number: from, to_number: to, target_crm_user: who } = event;
  const parties = `${from ?? 'unknown'} to ${to ?? 'unknown'}`;
  return [...start, parties, ...(who === null ? [] : [`for ${who}`])].join('  ');
};
