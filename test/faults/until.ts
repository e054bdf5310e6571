const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 25));

/** Waits until a condition holds; answers with false once the deadline has passed. */
export const until = async (holds: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> => {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline) {
    if (await holds()) return true;
    await turn();
  }
  return false;
};
