/*
 * What the administration answers, as far as the console shows it. The names are those of the OpenAPI document; times are ISO 8601.
 */

export interface App {
  readonly id: string;
  readonly name: string;
  readonly is_active: boolean;
  readonly country: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface NewApp {
  readonly app_id: string;
  readonly app_name: string;
  readonly api_key: string;
}

export interface KeyStatus {
  readonly has_active_key: boolean;
  readonly key_hint: string | null;
  readonly rotated_at: string | null;
  readonly is_active: boolean;
  readonly last_used_at: string | null;
}

export interface IssuedKey {
  readonly api_key: string;
}

export interface KeyAct {
  readonly id: string;
  readonly action: 'created' | 'rotated' | 'revoked';
  readonly old_key_hint: string | null;
  readonly new_key_hint: string | null;
  readonly performed_at: string;
}

export interface Mapping {
  readonly id: string;
  readonly dialpad_user_id: number | string;
  readonly crm_user_id: string;
  readonly updated_at: string;
}

export interface MatchedPerson {
  readonly dialpad_user_id: number | string;
  readonly name: string | null;
  readonly email: string | null;
}

export interface Sync {
  readonly dry_run: boolean;
  readonly matched: readonly (MatchedPerson & {
    readonly crm_user_id: string;
    readonly mapping: 'created' | 'proposed' | 'kept';
  })[];
  readonly unmatched: readonly (MatchedPerson & { readonly reason: string })[];
}

export type DeliveryStatus = 'pending' | 'processed' | 'ignored' | 'failed' | 'unrouted';

export interface StoredDelivery {
  readonly id: string;
  readonly app_id: string | null;
  readonly event_type: string | null;
  readonly status: DeliveryStatus;
  readonly reason: string | null;
  readonly attempts: number;
  readonly replayed: boolean;
  readonly received_at: string;
  readonly payload: unknown;
}

export type InboxStats = Readonly<Record<DeliveryStatus, number>> & { readonly oldest_pending_seconds: number | null };

export interface Connection {
  readonly status: 'disconnected' | 'pending' | 'connected' | 'broken';
  readonly by: 'oauth' | 'api_key' | null;
  readonly company: string | null;
  readonly connected_at: string | null;
  readonly token_expires_at: string | null;
  readonly broken_at: string | null;
  readonly broken_reason: string | null;
}

export interface Webhook {
  readonly id: number | string | null;
  readonly url: string;
  readonly call_subscription_id: number | string | null;
  readonly sms_subscription_id: number | string | null;
  readonly created_at: string;
  readonly checked_at: string | null;
  readonly secrets: readonly { readonly since: string; readonly valid_until: string | null }[];
}

export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

export interface Coverage {
  readonly since: string | null;
  readonly watched_until: string | null;
  readonly complete: readonly TimeRange[];
  readonly missing: readonly TimeRange[];
  readonly gaps: readonly (TimeRange & { readonly detected_at: string; readonly filled_at: string | null })[];
  readonly filling: (TimeRange & { readonly calls_listed: number; readonly progress: string }) | null;
  readonly last_filled_at: string | null;
  readonly trouble: { readonly reason: string; readonly retry_at: string } | null;
}

export interface AdminAct {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly actor: 'internal-secret' | 'oauth-callback' | 'cli';
  readonly address: string | null;
  readonly app_id: string | null;
  readonly target_id: string | null;
  readonly count: number | null;
  readonly status: number | null;
}

export interface Scenario {
  readonly name: string;
  readonly summary: string;
}

export interface Simulation {
  readonly scenario: string;
  readonly summary: string;
  readonly deliveries: number;
  readonly seconds: number;
}

export interface Health {
  readonly status: 'healthy' | 'unhealthy';
  readonly timestamp: string;
  readonly uptime: number;
  readonly environment: string;
  readonly storage: 'up' | 'down';
  readonly redis: 'up' | 'down' | null;
  readonly inbox: {
    readonly pending: number | null;
    readonly failed: number | null;
    readonly oldest_pending_seconds: number | null;
  };
  readonly websocket: { readonly connections: number };
  readonly dialpad: { readonly connected: number | null; readonly broken: number | null };
}

export interface Pagination {
  readonly total: number;
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

export interface Listed<A> {
  readonly items: readonly A[];
  readonly total: number;
  /** Where the list goes on; null at its end. */
  readonly next: string | null;
}
