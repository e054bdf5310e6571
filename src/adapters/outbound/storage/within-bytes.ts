/** Answers for each of several values in a row whether it still fits, by its bytes; the first one always does. */
export const withinBytes = (maxBytes: number): ((bytes: number) => boolean) => {
  let total = 0;
  let isFirst = true;
  return (bytes) => {
    total += bytes;
    const fits = isFirst || total <= maxBytes;
    isFirst = false;
    return fits;
  };
};
