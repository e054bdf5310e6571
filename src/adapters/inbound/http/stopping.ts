/** Whether the server stops: what comes from then on is refused. */
export interface Stopping {
  readonly isStopping: () => boolean;
  readonly begin: () => void;
}

export const makeStopping = (): Stopping => {
  let begun = false;
  return {
    isStopping: () => begun,
    begin: () => {
      begun = true;
    },
  };
};
