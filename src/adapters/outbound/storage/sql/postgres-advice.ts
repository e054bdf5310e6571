import { codeOf } from './postgres-errors.js';

/** What an operator can do about a server that cannot be used; null if there is no advice. */
export const adviceFor = (thrown: unknown): string | null => {
  const text = thrown instanceof Error ? `${codeOf(thrown)} ${thrown.message}` : '';
  return ADVICE.find(([pattern]) => pattern.test(text))?.[1] ?? null;
};

const CHECK_ADDRESS = 'check DB_HOST and DB_PORT, or DATABASE_URL';

/** Patterns are matched against the error's code, a blank and its message; the driver gives some errors no code. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^28P01 /, 'check DB_USER and DB_PASSWORD, or DATABASE_URL'],
  [/password must be a string/, 'the server asks for a password: set DB_PASSWORD, or write it into DATABASE_URL'],
  [/^28000 /, 'check DB_USER, or DATABASE_URL, and whether the server lets this machine in (pg_hba.conf)'],
  [/^3D000 /, 'create the database, or check DB_NAME, or DATABASE_URL'],
  [/^42501 /, 'grant the user what it lacks'],
  [/^42703 /, 'another program keeps tables here: give this one a database, or a schema, of its own'],
  [/^53300 /, 'lower DB_MAX_CLIENTS, or raise max_connections of the server'],
  [/^53100 /, 'make room on the disk of the server'],
  [/^57P03 /, 'the server is starting or stopping: try again'],
  [/^ECONNREFUSED /, `start the server, or ${CHECK_ADDRESS}`],
  [/^(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) |timeout/, `${CHECK_ADDRESS}, and the network`],
  [/does not support SSL/, 'turn TLS on at the server (ssl = on), or set DB_SSL=false'],
  [
    /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_)/,
    'give the server a certificate for its name, and its authority in NODE_EXTRA_CA_CERTS or in sslrootcert of DATABASE_URL',
  ],
];
