import type { LookupAddress, LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What a connection ends with that would have gone to an address that is not public. */
export class PrivateAddress extends Error {}

/**
 * Whether an address of the network is one that anybody may be sent to: not this machine, a private network, a link (where clouds keep
 * their secrets), or any other range with a meaning of its own (IANA's special-purpose registries, by ipaddr.js).
 */
export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const found = ipaddr.process(address);
  if (found.range() !== 'unicast' || found.toString() === AZURE) return false;
  return !(found instanceof ipaddr.IPv6) || found.match(GLOBAL_IPV6);
};

/** Of IPv6 nothing else is given to anybody; an IPv4 address may stand in the rest, such as `::127.0.0.1`. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Where machines of Azure find the platform itself, although it looks like an address of the internet. */
const AZURE = '168.63.129.16';

/** The address that the host of a URL is written as; null if it is a name. */
export const literalAddress = (hostname: string): string | null => {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : null;
};

/** Looks up all addresses of a name, as `lookup` of node:dns does. */
export type LookUpAll = (
  hostname: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Looks a name up, but for public addresses only: a name that leads elsewhere, at whatever time, is not connected to. */
export const publicLookup =
  (lookUp: LookUpAll): LookupFunction =>
  (hostname, options, answer) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses = []) => {
      if (error !== null) return answer(error, '', 0);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        return answer(new PrivateAddress(`${hostname} is no public address`), '', 0);
      }
      return options.all === true ? answer(null, addresses) : answer(null, first.address, first.family);
    });
  };
