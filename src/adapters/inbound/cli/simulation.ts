import * as E from 'fp-ts/lib/Either.js';
import type { Scenario } from './simulator.js';

/** What `cti simulate` plays, how fast, and where it delivers. */
export interface Simulation {
  readonly port: number;
  /** 1 is as fast as in life. */
  readonly speed: number;
  readonly scenarios: readonly Scenario[];
  /** A URL that gets every event without having subscribed; null for none. */
  readonly to: string | null;
}

/** The options as they were given. */
export interface SimulationOptions {
  readonly port?: string | undefined;
  readonly speed?: string | undefined;
  readonly scenario?: readonly string[] | undefined;
  readonly to?: string | undefined;
}

const DEFAULT_PORT = '4010';
const DEFAULT_SPEED = '4';

/** Reads the options of `cti simulate`; the left says in one line what is wrong. `scenarios` are those that can be played. */
export const readSimulation = (
  { port = DEFAULT_PORT, speed = DEFAULT_SPEED, scenario, to }: SimulationOptions,
  scenarios: readonly Scenario[],
): E.Either<string, Simulation> => {
  if (!isPort(port)) return E.left('--port must be a number from 0 to 65535.');
  if (!isSpeed(speed)) return E.left('--speed must be a number above 0.');
  const unknown = scenario?.find((name) => !scenarios.some((one) => one.name === name));
  if (unknown !== undefined) {
    return E.left(`There is no scenario ${unknown}. There are: ${scenarios.map(({ name }) => name).join(', ')}.`);
  }
  if (to !== undefined && !isHttpUrl(to)) {
    return E.left('--to must be the address of a server, such as http://127.0.0.1:4000.');
  }
  const chosen = scenarios.filter(({ name }) => scenario === undefined || scenario.includes(name));
  return E.right({
    port: Number(port),
    speed: Number(speed),
    scenarios: chosen,
    to: to === undefined ? null : webhookOf(to),
  });
};

/** A server's address alone stands for its webhook. */
const webhookOf = (address: string): string =>
  new URL(address).pathname === '/' ? `${address.replace(/\/+$/, '')}/webhooks/dialpad` : address;

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
/** How many times faster than life something is played. */
export const isSpeed = (text: string): boolean => /^\d+(\.\d+)?$/.test(text) && Number(text) > 0;
const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:/i.test(text);
