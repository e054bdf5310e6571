import type { DialpadId } from '../dialpad-id.js';
import type { AppId, MappingId } from '../ids.js';
import type { Timestamp } from '../timestamp.js';

/** Which CRM user a Dialpad user is. A Dialpad user is one CRM user; a CRM user may be several Dialpad users. */
export interface UserMapping {
  readonly id: MappingId;
  readonly appId: AppId;
  readonly dialpadUserId: DialpadId;
  /** The CRM's own id of its user; often an e-mail address. */
  readonly crmUserId: string;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
