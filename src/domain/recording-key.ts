/**
 * What one recording is known by, however often its address is signed anew: its own id if the source gives one, else the address
 * without what signs it or lets it expire. Two addresses that differ in anything else are two recordings.
 */
export const recordingKey = (address: string, id: string | null = null): string =>
  id === null ? withoutSignature(address) : `id:${id}`;

/** The address without the parameters that sign it, the others in order of their names, and without a fragment. */
const withoutSignature = (address: string): string => {
  const [beforeFragment = address] = address.split('#', 1);
  const start = beforeFragment.indexOf('?');
  if (start < 0) return beforeFragment;
  const parameters = beforeFragment
    .slice(start + 1)
    .split('&')
    .filter((parameter) => parameter !== '');
  const names = parameters.map(nameOf);
  const isSigned = names.some((name) => SIGNATURES.has(name));
  const lasting = parameters.filter((_, index) => !isOfSignature(names[index] ?? '', isSigned)).sort();
  const path = beforeFragment.slice(0, start);
  return lasting.length === 0 ? path : `${path}?${lasting.join('&')}`;
};

const nameOf = (parameter: string): string => (parameter.split('=', 1)[0] ?? '').toLowerCase().replaceAll('%2d', '-');

const isOfSignature = (name: string, isSigned: boolean): boolean =>
  SIGNATURES.has(name) ||
  ALWAYS.has(name) ||
  PREFIXES.some((prefix) => name.startsWith(prefix)) ||
  (isSigned && BESIDE_A_SIGNATURE.has(name));

/** Parameters that sign an address. */
const SIGNATURES: ReadonlySet<string> = new Set([
  ...['signature', 'sig', 'sign', 'hmac', 'x-amz-signature', 'x-goog-signature', 'x-oss-signature', 'q-signature'],
]);

/** Parameters that stand for a signature or end its time wherever they stand, in lower case. */
const ALWAYS: ReadonlySet<string> = new Set([
  // Amazon S3 (version 2) and CloudFront, Google Cloud Storage (version 2), Alibaba OSS.
  ...['expires', 'awsaccesskeyid', 'key-pair-id', 'policy', 'hash-algorithm', 'googleaccessid', 'ossaccesskeyid'],
  ...['security-token', 'token', 'access_token', 'auth_token', 'jwt', 'hdnts', 'hdnea', '__token__', '__gda__'],
  ...['expiry', 'expires_at', 'expires_in', 'expiration', 'exp'],
]);

/** Every parameter that begins so belongs to a signature (Amazon's and Google's version 4, Alibaba, Tencent). */
const PREFIXES: readonly string[] = ['x-amz-', 'x-goog-', 'x-oss-', 'q-sign-', 'q-key-'];

/** Short names that belong to a signature only beside one: Azure's shared access signatures, and times of signing. */
const BESIDE_A_SIGNATURE: ReadonlySet<string> = new Set([
  ...['se', 'sp', 'sv', 'sr', 'st', 'ss', 'srt', 'spr', 'sip', 'skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'sdd'],
  ...['saoid', 'suoid', 'scid', 'ses', 'q-ak', 'q-header-list', 'q-url-param-list', 'timestamp', 'ts', 'nonce'],
]);
