import type { AppRecord, RecordKind } from '../../../../../application/ports/app-records.js';
import type { AppId } from '../../../../../domain/ids.js';

/** A record of an app: one value of each kind. */
export interface AppRecordRow {
  readonly app_id: AppId;
  readonly kind: RecordKind;
  readonly revision: number;
  readonly value: string;
}

export const APP_RECORD_COLUMNS = [
  'app_id',
  'kind',
  'revision',
  'value',
] as const satisfies readonly (keyof AppRecordRow)[];

export const appRecordOf = (row: AppRecordRow): AppRecord => ({
  appId: row.app_id,
  kind: row.kind,
  value: row.value,
  revision: row.revision,
});

export const appRecordRowOf = (record: AppRecord): AppRecordRow => ({
  app_id: record.appId,
  kind: record.kind,
  revision: record.revision,
  value: record.value,
});
