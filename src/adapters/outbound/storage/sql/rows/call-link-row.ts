import type { DialpadId } from '../../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../../domain/ids.js';

/** One call names another (`linked_id`). Most calls name none. */
export interface CallLinkRow {
  readonly app_id: AppId;
  readonly linked_id: DialpadId;
  readonly dialpad_call_id: DialpadId;
}
