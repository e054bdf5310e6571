import type { Target } from './requests.js';

/** The id of the newest call of an app. */
export const newestCall = async ({ port, key }: Target): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/calls?limit=1`, { headers: { 'x-app-api-key': key } });
  const { data } = (await answer.json()) as { readonly data: readonly { readonly id: string }[] };
  const [call] = data;
  if (call === undefined) throw new Error('no call is stored');
  return call.id;
};
