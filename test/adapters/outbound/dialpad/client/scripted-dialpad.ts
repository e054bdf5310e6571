import type { CallControl } from '../../../../../src/application/ports/call-control.js';
import type { PhoneSystem } from '../../../../../src/application/ports/phone-system.js';
import { clientFor } from './clients.js';
import { type ScriptedServer, type Seen, scriptedServer } from './scripted-server.js';

/** The phone system on a scripted server, which is started before the tests around it and stopped after them. */
export const scriptedDialpad = () => {
  let running: ScriptedServer | null = null;
  const server = (): ScriptedServer => {
    if (running === null) throw new Error('not started');
    return running;
  };
  const script: ScriptedServer['script'] = (...answers) => server().script(...answers);
  before(async () => {
    running = await scriptedServer();
  });
  after(() => server().close());
  return {
    script,
    url: (): string => server().url,
    /** The requests that arrived since the last script. */
    seen: (): readonly Seen[] => server().seen,
    /** Their methods and paths. */
    asked: (): string[] => server().seen.map(({ method, path }) => `${method} ${path}`),
    /** The JSON body of the last request. */
    sent: (): unknown => JSON.parse(server().seen.at(-1)?.body ?? ''),
    dialpad: (): PhoneSystem => clientFor(server().url).dialpad,
    control: (): CallControl => clientFor(server().url).control,
  };
};
