/** A fact about the database as a whole. `stream` names its event log. */
export interface MetaRow {
  readonly key: 'stream';
  readonly value: string;
}
