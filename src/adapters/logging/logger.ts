import { pino } from 'pino';
import pretty from 'pino-pretty';
import type { Logger } from '../../application/ports/logger.js';

/** Nothing secret is logged on purpose; should a field by one of these names come along all the same, it is blanked. */
const SECRET_FIELDS = [
  'authorization',
  'api_key',
  'apiKey',
  'key',
  'secret',
  'signature',
  'ticket',
  'token',
  'access_token',
  'refresh_token',
  'client_secret',
  'password',
  'x-app-api-key',
  'x-dialpad-signature',
].flatMap((name) => (name.includes('-') ? [`["${name}"]`, `*["${name}"]`] : [name, `*.${name}`]));

/** A logger that writes to `destination`, the standard output unless another is given: lines for people, or JSON. */
export const makeLogger = (
  { logLevel, jsonLogs }: { readonly logLevel: 'error' | 'warn' | 'info' | 'debug'; readonly jsonLogs: boolean },
  destination: NodeJS.WritableStream = process.stdout,
): Logger =>
  pino(
    { level: logLevel, base: null, redact: { paths: SECRET_FIELDS, censor: '[redacted]' } },
    jsonLogs
      ? destination
      : pretty({ destination, colorize: false, translateTime: 'SYS:HH:MM:ss.l', singleLine: true }),
  );
