import { type Config, isProduction } from '../../../config/environment.js';
import type { ConfigError } from '../../../config/load-config.js';
import { SECRETS } from '../../../config/secret-files.js';
import { type Environment, isPlaceholder } from '../../../config/variable.js';
import { about, type Finding, failure, type Look, ok, warning } from './finding.js';

/** One finding for each variable that is missing or wrong. */
export const faultsOf = ({ message, faults }: ConfigError): readonly Finding[] =>
  faults.length === 0
    ? [about('configuration', failure(message))]
    : faults.map(({ variable, reason }) =>
        about(
          'configuration',
          failure(
            reason === null
              ? `${variable} is missing: set it in the environment or in .env`
              : `${variable} is invalid: it ${reason}. Correct it in the environment or in .env`,
          ),
        ),
      );

/** What is configured, and what cannot be done without what is not. */
export const configuration = (config: Config): Look => {
  const kind = isProduction({ NODE_ENV: config.nodeEnv }) ? 'production' : `${config.nodeEnv}, not for production`;
  if (config.dialpad.oauth === null && config.dialpad.apiKey === null) {
    return warning(
      `${kind}. CLIENT_ID, CLIENT_SECRET and REDIRECT_URI are missing: without them, or DIALPAD_API_KEY, nothing can be asked of Dialpad`,
    );
  }
  return config.publicUrl === null
    ? warning(`${kind}. PUBLIC_URL is missing: without it Dialpad's webhook has to be made by hand`)
    : ok(kind);
};

/** The secrets that still have the value of an example. Production refuses them; a sandbox starts with them. */
export const placeholders = (environment: Environment): readonly Finding[] =>
  SECRETS.filter((name) => isPlaceholder(environment[name] ?? '')).map((name) =>
    about('configuration', warning(`${name} is an example value that everybody knows: make one of your own`)),
  );
