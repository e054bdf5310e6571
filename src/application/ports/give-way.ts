/**
 * Long work calls this between its steps: once it has gone on for `BUDGETS.turnMs`, a promise to wait for, until the event loop has
 * turned; else null.
 */
export type GiveWay = () => Promise<void> | null;
