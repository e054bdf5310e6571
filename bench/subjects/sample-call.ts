/** A call as the API shows it, for answers that no storage stands behind. */
export const sampleCall = (id: string) => ({
  ...{ id, dialpad_call_id: 42, direction: 'inbound', from_number: '+15550110042', to_number: '+15550100101' },
  ...{ status: 'ringing', dialpad_user_id: 7, crm_user_id: null, started_at: '2026-01-01T00:00:42.000Z' },
  ...{ ended_at: null, duration_seconds: null, recording_url: null },
  ...{ created_at: '2026-01-01T00:00:42.000Z', updated_at: '2026-01-01T00:00:42.000Z' },
});
