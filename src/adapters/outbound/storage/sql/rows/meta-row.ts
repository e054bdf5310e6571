/** A fact about the database as a whole. `stream` names its event log; `probe` is written to see whether writes are possible. */
export interface MetaRow {
  readonly key: 'stream' | 'probe';
  readonly value: string;
}
