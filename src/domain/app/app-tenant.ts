import type { AppId } from '../ids.js';
import type { Timestamp } from '../timestamp.js';

/** A tenant: one CRM application. Its keys open its data and nobody else's. */
export interface AppTenant {
  readonly id: AppId;
  readonly name: string;
  /** The keys of an inactive app are refused; what Dialpad sends for it is still kept. */
  readonly isActive: boolean;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
