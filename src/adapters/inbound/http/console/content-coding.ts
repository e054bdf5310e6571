/** The codings in which a file may be stored, the smallest first. */
export const CODINGS = ['br', 'gzip'] as const;
export type Coding = (typeof CODINGS)[number];

/**
 * The first of the codings on offer that a client accepts, null for the plain bytes (RFC 9110 §12.5.3). `accepted` is the header
 * accept-encoding, null if it was not sent.
 */
export const codingFor = (accepted: string | null, offered: readonly Coding[]): Coding | null => {
  if (accepted === null) return null;
  const weights = weightsOf(accepted);
  const weightOf = (coding: Coding): number => weights.get(coding) ?? weights.get('*') ?? 0;
  return offered.find((coding) => weightOf(coding) > 0) ?? null;
};

const weightsOf = (accepted: string): ReadonlyMap<string, number> =>
  new Map(
    accepted.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight) || 0];
    }),
  );
