import type { AppId } from '../../../../../domain/ids.js';

/** The sequence number of the last event in an app's stream. */
export interface StreamRow {
  readonly app_id: AppId;
  readonly seq: number;
}
