import * as E from 'fp-ts/lib/Either.js';
import { SCENARIOS, type Scenario } from '../../../testing/dialpad/scenarios.js';

/** What `cti simulate` is asked to play, and where to. */
export interface Simulation {
  readonly port: number;
  /** How many times faster than life. */
  readonly speed: number;
  readonly scenarios: readonly Scenario[];
  /** Where events are delivered to without anybody subscribing; null for nowhere. */
  readonly to: string | null;
}

interface Options {
  readonly port?: string | undefined;
  readonly speed?: string | undefined;
  readonly scenario?: readonly string[] | undefined;
  readonly to?: string | undefined;
}

const PORT = '4010';
const SPEED = '4';

/** Reads the options; the left says in a line what is wrong with them. */
export const readSimulation = ({ port = PORT, speed = SPEED, scenario, to }: Options): E.Either<string, Simulation> => {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return E.left('--port must be a number from 0 to 65535.');
  if (!/^\d+(\.\d+)?$/.test(speed) || Number(speed) === 0) return E.left('--speed must be a number above 0.');
  const unknown = scenario?.find((name) => !SCENARIOS.some((one) => one.name === name));
  if (unknown !== undefined) {
    return E.left(`There is no scenario ${unknown}. There are: ${SCENARIOS.map(({ name }) => name).join(', ')}.`);
  }
  if (to !== undefined && (!URL.canParse(to) || !/^https?:/i.test(to))) {
    return E.left('--to must be a URL, such as http://127.0.0.1:4000/webhooks/dialpad.');
  }
  const scenarios = SCENARIOS.filter(({ name }) => scenario === undefined || scenario.includes(name));
  return E.right({ port: Number(port), speed: Number(speed), scenarios, to: to ?? null });
};
