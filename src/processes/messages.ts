import cluster from 'node:cluster';
import * as t from 'io-ts';

/** What a process tells its parent. */
export const ToParent = t.union([
  t.type({ cti: t.literal('listening') }),
  t.type({ cti: t.literal('metrics'), id: t.number }),
]);
export type ToParent = t.TypeOf<typeof ToParent>;

/** What the parent answers. */
export const ToProcess = t.type({
  cti: t.literal('metrics'),
  id: t.number,
  /** Null if they could not be gathered. */
  text: t.union([t.string, t.null]),
});
export type ToProcess = t.TypeOf<typeof ToProcess>;

/** Holds the number of a process in its environment. */
const PROCESS_NUMBER = 'CTI_PROCESS';

/** The environment of a process, beside that of its parent. */
export const processEnvironment = (number: number, port: number) => ({
  PORT: String(port),
  [PROCESS_NUMBER]: String(number),
});

/** Null in a process that was not started by `runProcesses`. */
export const processNumber = (): number | null => {
  const number = process.env[PROCESS_NUMBER];
  return cluster.isWorker && number !== undefined ? Number(number) : null;
};
