import { readFileSync } from 'node:fs';

/** Bytes of memory that a process holds. */
export const memoryOf = (pid: number): number => {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
};

const TICKS_A_SECOND = 100;

/** Seconds of processor time that a process has used, all its threads together. */
export const processorOf = (pid: number): number => {
  // The name of the program, in brackets, may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
};
