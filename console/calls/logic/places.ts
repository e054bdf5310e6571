/** Where a page of a list begins. */
export interface Place {
  readonly cursor: string | null;
  /** How many items stand on the pages before. */
  readonly before: number;
}

export const START: Place = { cursor: null, before: 0 };

/** The pages up to the one that was shown, as the browser has noted them of the list `key`; the first page if it has noted nothing of it. */
export const placesOf = (noted: unknown, key: string): readonly Place[] => {
  const { key: of, list } = Object(noted);
  return of === key && Array.isArray(list) && list.length > 0 && list.every(isPlace) ? list : [START];
};

const isPlace = (noted: unknown): noted is Place => {
  const { cursor, before } = Object(noted);
  return (cursor === null || typeof cursor === 'string') && typeof before === 'number';
};
