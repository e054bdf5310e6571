import { readdirSync, readFileSync } from 'node:fs';

/** The fields of /proc/…/stat behind the name of the program; null if the process is gone. */
const statOf = (pid: number): readonly string[] | null => {
  try {
    // The name of the program, in brackets, may hold anything.
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return null;
  }
};

/** A process, and all that it has started. */
export const familyOf = (pid: number): readonly number[] => {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const child = Number(name);
    const parent = Number.isInteger(child) ? statOf(child)?.[1] : undefined;
    if (parent !== undefined) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), child]);
  }
  const family = [pid];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family;
};

const sumOver = (pid: number, of: (member: number) => number): number =>
  familyOf(pid).reduce((sum, member) => sum + of(member), 0);

/** Bytes of memory that a server holds, all its processes together. */
export const memoryOf = (pid: number): number =>
  sumOver(pid, (member) => {
    const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${member}/status`, 'utf8')) ?? [];
    return Number(kib) * 1024;
  });

const TICKS_A_SECOND = 100;

/** Seconds of processor time that a server has used: all its processes, and all threads of each. */
export const processorOf = (pid: number): number =>
  sumOver(pid, (member) => {
    const fields = statOf(member) ?? [];
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND;
  });
