/**
 * The address of a client behind `proxies` proxies of ours. Each proxy adds the address that called it at the end of
 * `x-forwarded-for`. Entries further left come from the client itself and cannot be trusted.
 */
export const clientAddress = (remote: string, forwardedFor: string, proxies: number): string => {
  const hops = [...forwardedFor.split(',').map((hop) => hop.trim()), remote].filter((hop) => hop !== '');
  return hops[Math.max(0, hops.length - 1 - proxies)] ?? remote;
};
