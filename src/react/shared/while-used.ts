/** Lets go of what was taken. A second call does nothing. */
export type LetGo = () => void;

/**
 * Starts something with its first user and stops it after its last. The stop waits for the end of the turn, and does not happen if
 * another user comes before: React in StrictMode lets go of everything once, and takes it again at once.
 */
export const whileUsed = (start: () => LetGo): (() => LetGo) => {
  const users = new Set<symbol>();
  let stop: LetGo | null = null;
  let ending: ReturnType<typeof setTimeout> | undefined;

  const end = (): void => {
    stop?.();
    stop = null;
  };
  return () => {
    const user = Symbol('user');
    users.add(user);
    clearTimeout(ending);
    stop ??= start();
    return () => {
      if (!users.delete(user) || users.size > 0) return;
      ending = setTimeout(end, 0);
    };
  };
};
