import type { DialpadId } from '../../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../../domain/ids.js';

/** The app that a Dialpad company or office belongs to. */
export interface OrganizationRow {
  readonly organization_id: DialpadId;
  readonly app_id: AppId;
}
