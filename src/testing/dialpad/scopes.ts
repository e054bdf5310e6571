/** Dialpad's scopes, from its page on OAuth. */
export const SCOPES: readonly string[] = [
  ...['calls:list', 'recordings_export', 'message_content_export', 'message_content_export:all', 'offline_access'],
  ...['screen_pop', 'change_log', 'ai_recap', 'conference:all', 'conference:read', 'fax_message'],
  ...['digital_sessions', 'agent_groups:read'],
];
