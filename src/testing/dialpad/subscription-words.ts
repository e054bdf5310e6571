/** The states that a call subscription may name besides `all` (Dialpad's OpenAPI, CreateCallEventSubscription). */
export const CALL_STATES: readonly string[] = [
  ...['calling', 'ringing', 'preanswer', 'queued', 'connected', 'hold', 'parked', 'merged', 'hangup', 'missed'],
  ...['voicemail', 'voicemail_uploaded', 'transcription', 'recording', 'admin_recording', 'call_transcription'],
  ...['recap_summary', 'recap_outcome', 'recap_purposes', 'recap_action_items', 'ai_playbook', 'dispositions'],
  ...['csat', 'pcsat', 'postcall', 'blocked', 'monitor', 'barge', 'takeover', 'eavesdrop', 'admin'],
];

export const SMS_DIRECTIONS = ['all', 'inbound', 'outbound'] as const;
export type SmsDirection = (typeof SMS_DIRECTIONS)[number];

/** The target types of a subscription or a list of calls. */
export const TARGET_TYPES: readonly string[] = [
  ...['callcenter', 'callrouter', 'channel', 'coachinggroup', 'coachingteam', 'department', 'office', 'room'],
  ...['staffgroup', 'unknown', 'user'],
];

/** A target type as the API writes it: one word, where events write `call_center` or `coaching_team`. */
export const targetWord = (type: unknown): string => String(type ?? '').replaceAll('_', '');
