/** Who is signed in, and where the CTI server is. A CRM knows both already. */
export interface Session {
  readonly user: string;
  readonly ctiUrl: string;
}

/** `?user=` stands in for signing in. */
export const readSession = async (): Promise<Session> => {
  const { ctiUrl } = await (await fetch('/session')).json();
  return { ctiUrl, user: new URLSearchParams(location.search).get('user') ?? 'ana@example.com' };
};
