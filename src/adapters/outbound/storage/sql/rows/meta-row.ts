/**
 * A fact about the database as a whole. `stream` names its event log; `probe` is written to see whether writes are possible, and `room`
 * to see whether there is room, which is rolled back.
 */
export interface MetaRow {
  readonly key: 'stream' | 'probe' | 'room';
  readonly value: string;
}
