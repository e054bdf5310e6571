/** Opens the page of ringing calls with this key. */
export const OpenLive = ({ apiKey }: { readonly apiKey: string }) => <p>{apiKey.slice(0, 4)}</p>;
