import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Milliseconds of looking; on a machine with very many open files the answer is then that it is not known. */
const MAX_MS = 2_000;

/** `TCP_LISTEN` of the kernel. */
const LISTENING = '0A';

const SOCKET = /^socket:\[(\d+)\]$/;

/**
 * Which process listens on a TCP port of this machine, as `1234 (node)`: its id and short name, without arguments, which may hold
 * secrets. Null where it cannot be known: on another system than Linux, or for a process of another user.
 */
export const whoListens = (port: number): string | null => {
  const sockets = new Set(['tcp', 'tcp6'].flatMap((table) => listeningOn(port, table)));
  if (sockets.size === 0) return null;
  const deadline = Date.now() + MAX_MS;
  for (const pid of namesIn('/proc').filter((name) => /^\d+$/.test(name))) {
    if (hasOneOf(sockets, pid, deadline)) return nameOf(pid);
    if (Date.now() > deadline) return null;
  }
  return null;
};

/** The inodes of the sockets that listen on the port: fields 2, 4 and 10 of the kernel's table (proc(5)). */
const listeningOn = (port: number, table: string): readonly string[] => {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return textOf(`/proc/self/net/${table}`)
    .split('\n')
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      return local.endsWith(ending) && state === LISTENING && inode !== undefined ? [inode] : [];
    });
};

const hasOneOf = (sockets: ReadonlySet<string>, pid: string, deadline: number): boolean => {
  const folder = `/proc/${pid}/fd`;
  for (const fd of namesIn(folder)) {
    const [, inode = ''] = SOCKET.exec(orEmpty(() => readlinkSync(`${folder}/${fd}`))) ?? [];
    if (sockets.has(inode)) return true;
    if (Date.now() > deadline) return false;
  }
  return false;
};

const nameOf = (pid: string): string => {
  const name = textOf(`/proc/${pid}/comm`)
    .replace(/[^\x20-\x7e]/g, '')
    .trim();
  return name === '' ? pid : `${pid} (${name})`;
};

/** Processes end meanwhile, and those of another user are closed to this one. */
const orEmpty = (read: () => string): string => {
  try {
    return read();
  } catch {
    return '';
  }
};

const textOf = (file: string): string => orEmpty(() => readFileSync(file, 'utf8'));

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
