import { createRequire } from 'node:module';
import { type DestinationStream, destination, pino, stdTimeFunctions } from 'pino';
import type { Logger } from '../../../application/ports/logger.js';

/** No secret is logged on purpose. If a field with one of these names is logged by mistake, its value is replaced. */
const SECRET_FIELDS = [
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
  'x-app-api-key',
  'x-dialpad-signature',
  'api_key',
  'apiKey',
  'key',
  'secret',
  'signature',
  'ticket',
  'token',
  'access_token',
  'refresh_token',
  'code_verifier',
  'client_secret',
  'clientSecret',
  'webhook_secret',
  'webhookSecret',
  'internalApiSecret',
  'encryptionKey',
  'previousEncryptionKeys',
  'password',
];

/** The fields of a line and of two levels of objects in it, such as `req.headers`. Each further level would cost time on every line. */
const SECRET_PATHS = ['', '*', '*.*'].flatMap((level) => SECRET_FIELDS.map((name) => `${level}["${name}"]`));

/** Written synchronously, so that no line is lost when the process ends. Once its reader is gone, lines are dropped. */
const standardOutput = (): DestinationStream => destination({ dest: 1, sync: true });

/** Lines for people, also written synchronously. What makes them is loaded only where it is needed. */
const prettyLines = (lines: DestinationStream, isTerminal: boolean): DestinationStream => {
  const { isColorSupported, prettyFactory } = createRequire(import.meta.url)(
    'pino-pretty',
  ) as typeof import('pino-pretty');
  const pretty = prettyFactory({
    colorize: isTerminal && isColorSupported,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  });
  return { write: (line) => lines.write(pretty(line)) };
};

/** A moment as people read it; anything else stays as it is. */
const isoTime = (at: unknown): unknown => (typeof at === 'number' ? new Date(at).toISOString() : at);

interface LogSettings {
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
  readonly jsonLogs: boolean;
  /** In each line, to tell the process from others that write to the same place. */
  readonly process?: number | null;
}

/** Lines for programs say the level by its name, and the time as ISO 8601. */
const FOR_PROGRAMS = {
  formatters: { level: (level: string) => ({ level }) },
  timestamp: stdTimeFunctions.isoTime,
};

/** A logger that writes to `to`, the standard output unless another is given: lines for people, or JSON. */
export const makeLogger = ({ logLevel, jsonLogs, process = null }: LogSettings, to?: DestinationStream): Logger => {
  const lines = to ?? standardOutput();
  const logger = pino(
    {
      level: logLevel,
      base: process === null ? null : { process },
      serializers: { from: isoTime, to: isoTime },
      ...(jsonLogs ? FOR_PROGRAMS : {}),
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
    },
    jsonLogs ? lines : prettyLines(lines, to === undefined),
  );
  return Object.assign(logger, { isDebugged: () => logger.isLevelEnabled('debug') });
};
