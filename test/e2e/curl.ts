/** Reads a `curl` command as a shell and curl would, as far as the documents need it. */
export const parseCurl = (command: string): { readonly url: string; readonly init: RequestInit } => {
  const words = command
    .replace(/\\\n/g, ' ')
    .match(/"[^"]*"|'[^']*'|\S+/g)
    ?.map((word) => word.replace(/^(["'])([\s\S]*)\1$/, '$2'));
  if (words?.shift() !== 'curl') throw new Error(`no curl command: ${command}`);

  let method: string | undefined;
  let url: string | undefined;
  let body: string | undefined;
  const headers: Record<string, string> = {};
  while (words.length > 0) {
    const word = words.shift();
    if (word === '-X') method = words.shift();
    else if (word === '-d') body = words.shift();
    else if (word === '-H') {
      const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(words.shift() ?? '') ?? [];
      headers[name] = value;
    } else if (word?.startsWith('-') === false) url = word;
  }
  if (url === undefined) throw new Error(`no URL: ${command}`);
  return { url, init: { method: method ?? (body === undefined ? 'GET' : 'POST'), headers, ...(body && { body }) } };
};
