import type { CallStatus } from '../../../../../domain/call/call-status.js';
import type { AppId } from '../../../../../domain/ids.js';

/** Part of the number of an app's calls of a status. Triggers update it; an engine may split one count over several rows. */
export interface CallCountRow {
  readonly app_id: AppId;
  readonly status: CallStatus;
  readonly count: number;
}
