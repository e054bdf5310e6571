/** A mapping as the server takes it. */
export interface PastedMapping {
  readonly dialpad_user_id: string;
  readonly crm_user_id: string;
}

/** A line that is no mapping. */
export interface PastedFault {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface Pasted {
  readonly mappings: readonly PastedMapping[];
  readonly faults: readonly PastedFault[];
}

/** As many as the server takes at once. */
const MAX_MAPPINGS = 10_000;

/**
 * Reads what was pasted out of a table: on each line a Dialpad user id and a CRM user, with a tab, a comma, a semicolon or spaces
 * between them. A first line of headings and empty lines are left out.
 */
export const readPasted = (text: string): Pasted => {
  const mappings: PastedMapping[] = [];
  const faults: PastedFault[] = [];
  for (const [n, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || (n === 0 && !/\d/.test(line))) continue;
    const read = readLine(line);
    if (typeof read === 'string') faults.push({ line: n + 1, message: read });
    else mappings.push(read);
  }
  if (mappings.length > MAX_MAPPINGS) {
    faults.push({ line: MAX_MAPPINGS + 1, message: 'are more than 10,000: paste them in parts' });
  }
  return { mappings, faults };
};

const readLine = (line: string): PastedMapping | string => {
  const [, id = '', rest = ''] = /^("?[^\s,;"]*"?)[\s,;]*(.*)$/.exec(line) ?? [];
  const dialpadUserId = unquoted(id);
  const crmUserId = unquoted(rest);
  if (!/^[1-9]\d{0,18}$/.test(dialpadUserId)) return 'does not begin with a Dialpad user id, which is a number';
  if (crmUserId === '') return 'has no CRM user after the Dialpad user id';
  return { dialpad_user_id: dialpadUserId, crm_user_id: crmUserId };
};

const unquoted = (text: string): string =>
  text
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
