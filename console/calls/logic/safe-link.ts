/** An address that a link may lead to: others than those of the web could run something. Null for those. */
export const safeLink = (address: string | null | undefined): string | null => {
  if (address == null) return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
};
