import { type Outcome, send } from '../api/client.js';

/** Deletes something, and says what the server says of it. */
export const remove = async (path: string, reload: () => Promise<void>): Promise<Outcome<string>> => {
  const answer = await send<{ readonly message: string }>('DELETE', path);
  if (!answer.ok) return answer;
  await reload();
  return { ok: true, value: answer.value.message };
};
