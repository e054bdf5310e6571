import { check, type Findings, isClean, sum } from './checker.js';
import type { Fault } from './faults.js';
import { follow } from './follower.js';
import { startLoad } from './load.js';
import { type Engine, openOffice } from './office.js';
import { until } from './until.js';

/** How one fault on one engine went. */
export interface Result {
  readonly fault: string;
  readonly engine: Engine;
  readonly findings: Findings | null;
  /** Milliseconds from the end of the fault until everything was told. */
  readonly healed: number;
  /** Empty if it passed. */
  readonly why: string;
}

const HEAL_MS = 30_000;

const lasting = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const isHealthy = (url: string): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) }).then(
    async (response) => (await response.text()) !== '' && response.status === 200,
    () => false,
  );

/** Lets a fault happen under load, and checks what is left of it once the server had time to heal. */
export const tryFault = async (fault: Fault, engine: Engine, random: () => number): Promise<Result> => {
  const office = await openOffice(engine, fault.needs ?? {});
  const { urls, apps } = office;
  const [url = ''] = urls;
  const followers = apps.map((app) => follow(urls, app));
  const load = startLoad(urls, apps);
  const result = { fault: fault.name, engine };
  try {
    for (let round = 0; round < fault.rounds; round += 1) {
      const enough = load.count() + 20 + Math.floor(random() * 200);
      if (!(await until(() => load.count() >= enough, HEAL_MS))) throw new Error('nothing is acknowledged any more');
      await fault.happen(office, lasting);
    }
    const began = performance.now();
    let finished = false;
    const finishing = load.finish().then(() => {
      finished = true;
    });
    if (!(await until(() => finished, HEAL_MS))) throw new Error('deliveries are not acknowledged again');
    await finishing;
    for (const one of urls) {
      if (!(await until(() => isHealthy(one), HEAL_MS))) throw new Error('/health is not 200 again');
    }
    let findings: Findings | null = null;
    const look = async (): Promise<boolean> => {
      const all = apps.map((app, at) => {
        const follower = followers[at];
        if (follower === undefined) throw new Error('each app has its follower');
        return check(url, app, load.acknowledged.get(app.id) ?? new Set(), follower);
      });
      findings = sum(await Promise.all(all));
      return isClean(findings, fault.kills ?? false);
    };
    const clean = await until(look, HEAL_MS);
    return {
      ...result,
      findings,
      healed: performance.now() - began,
      why: clean ? '' : 'what was acknowledged is not what was told',
    };
  } catch (error) {
    return { ...result, findings: null, healed: 0, why: String(error) };
  } finally {
    for (const follower of followers) follower.leave();
    await office.close();
  }
};
