/** What one look found. */
export interface Finding {
  readonly about: string;
  readonly verdict: 'ok' | 'warning' | 'failure';
  /** What is so and, unless it is well, what to do. */
  readonly says: string;
}

export type Look = Omit<Finding, 'about'>;

export const ok = (says: string): Look => ({ verdict: 'ok', says });
/** Something is not as it should be, or cannot be seen; the server works without it. */
export const warning = (says: string): Look => ({ verdict: 'warning', says });
/** Something is broken. */
export const failure = (says: string): Look => ({ verdict: 'failure', says });

export const about = (name: string, look: Look): Finding => ({ about: name, ...look });
