/** Answers for each of several values in a row whether it still fits, by its bytes; the first one always does. */
export const withinBytes = (maxBytes: number): ((bytes: number) => boolean) => {
  let total = 0;
  return (bytes) => {
    const isFirst = total === 0;
    total += bytes;
    return isFirst || total <= maxBytes;
  };
};
