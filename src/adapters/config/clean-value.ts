import type { Environment } from './variable.js';

/** Variables whose value is free text: it may hold a # that belongs to it. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  'CLIENT_ID',
  'CLIENT_SECRET',
  'INTERNAL_API_SECRET',
  'DIALPAD_WEBHOOK_SECRET',
  'DIALPAD_API_KEY',
  'ENCRYPTION_KEY',
  'ENCRYPTION_KEY_PREVIOUS',
  'METRICS_TOKEN',
  'DB_PASSWORD',
]);

/** A value between quotes of one kind, and perhaps a comment behind them. */
const QUOTED = /^(["'`])(.*?)\1\s*(?:#.*)?$/s;
/** A # with white space before it, as in a `.env` file. One inside a word, such as in an address, belongs to the value. */
const COMMENT = /(?:^|\s+)#.*$/s;

/**
 * The variables as they were meant: `docker run --env-file` passes on quotes and comments that a `.env` file may have. Free text loses
 * quotes around the whole of it only. Clean values once: quotes inside the quotes belong to the value.
 */
export const cleanValues = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value && cleanValue(name, value)]));

const cleanValue = (name: string, value: string): string => {
  const text = value.trim();
  if (FREE_TEXT.has(name)) return /^(["'`])(.*)\1$/s.exec(text)?.[2] ?? text;
  const inside = QUOTED.exec(text)?.[2] ?? text;
  return inside.replace(COMMENT, '').trim();
};
