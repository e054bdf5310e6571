/**
 * The address of the client, behind `proxies` proxies of ours: each adds the address it was called from to the right of
 * `x-forwarded-for`, so what stands further left is the client's own word and not believed.
 */
export const clientAddress = (remote: string, forwardedFor: string, proxies: number): string => {
  const hops = [...forwardedFor.split(',').map((hop) => hop.trim()), remote].filter((hop) => hop !== '');
  return hops[Math.max(0, hops.length - 1 - proxies)] ?? remote;
};
