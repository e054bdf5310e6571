import ipaddr from 'ipaddr.js';
import type { TransportRequest } from '../transport/transport.js';

/** The client's address, as the trusted proxies in front of the server report it; without any, the address of the connection. */
export const addressOf = (request: Pick<TransportRequest, 'lines' | 'remoteAddress'>, proxies: number): string => {
  const remote = request.remoteAddress();
  if (proxies > 0) return clientAddress(remote, forwardedFor(request), proxies);
  const known = plainAddresses.get(remote);
  if (known !== undefined) return known;
  const address = clientAddress(remote, [], 0);
  if (plainAddresses.size >= MAX_ADDRESSES) plainAddresses.clear();
  plainAddresses.set(remote, address);
  return address;
};

/** Addresses of connections in their usual form. */
const plainAddresses = new Map<string, string>();
const MAX_ADDRESSES = 1_000;

/** Every line of `x-forwarded-for`: a proxy may add a line of its own instead of continuing the one that the client sent. */
const forwardedFor = (request: Pick<TransportRequest, 'lines'>): readonly string[] => request.lines('x-forwarded-for');

/**
 * The address of a client behind `proxies` proxies of ours. Each proxy adds the address that called it at the end of
 * `x-forwarded-for`, whose lines are one list (RFC 9110 §5.3). Entries further left come from the client itself and cannot be trusted.
 * What is no address counts as the connection's, so that nobody gets a name by making one up.
 */
export const clientAddress = (remote: string, forwardedFor: readonly string[], proxies: number): string => {
  const hops = [...forwardedFor.flatMap((line) => line.split(',')).filter((hop) => hop.trim() !== ''), remote];
  return plainAddress(hops[Math.max(0, hops.length - 1 - proxies)] ?? remote) ?? plainAddress(remote) ?? remote;
};

/** Longer than an IPv6 address with brackets, a zone and a port. */
const MAX_HOP = 80;

/** An address in its usual form, without brackets, quotes, zone and port, and as IPv4 if it only stands for one; null for anything else. */
const plainAddress = (hop: string): string | null => {
  if (hop.length > MAX_HOP) return null;
  const [, bracketed, withPort, plain] =
    /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+|([^[\]]+))$/.exec(hop.trim().replace(/^"(.*)"$/, '$1')) ?? [];
  const address = (bracketed ?? withPort ?? plain ?? '').replace(/%.*$/, '');
  return ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)
    ? ipaddr.process(address).toString()
    : null;
};

/**
 * What limits count requests by: an IPv4 address, or the /64 of an IPv6 address, which is the least that one client is given
 * (RFC 6177 §2), so that its 2^64 addresses are one client.
 */
export const networkOf = (address: string): string => {
  if (!ipaddr.IPv6.isValid(address)) return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()}/64`;
};
