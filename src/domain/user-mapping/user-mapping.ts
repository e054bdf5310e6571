import type { DialpadId } from '../dialpad-id.js';
import type { AppId, MappingId } from '../ids.js';
import type { Timestamp } from '../timestamp.js';

/** Who a Dialpad user is in the CRM. A Dialpad user has one CRM user; a CRM user may have several in Dialpad. */
export interface UserMapping {
  readonly id: MappingId;
  readonly appId: AppId;
  readonly dialpadUserId: DialpadId;
  /** Whatever the CRM calls its users by; often an e-mail address. */
  readonly crmUserId: string;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
