'use client';

/** Hooks for a CRM in React 18 or 19 (docs/react.md). */
export type { ActiveCallFilter, CallQuery } from './calls/call-filter.js';
export type { ShownCall } from './calls/call-of-event.js';
export type { EventFilter } from './concerns.js';
export { CtiProvider, type CtiProviderProps, useCtiClient } from './provider.js';
export { type ActiveCalls, useActiveCalls } from './use-active-calls.js';
export { type CallHistory, type Listed, useCallHistory } from './use-call-history.js';
export { useCtiEvents } from './use-cti-events.js';
export { useCtiReset } from './use-cti-reset.js';
export { useCtiState } from './use-cti-state.js';
export { type IncomingCall, useIncomingCall } from './use-incoming-call.js';
export { useVoicemails, type Voicemails } from './use-voicemails.js';
export type { ShownVoicemail, VoicemailQuery } from './voicemails/voicemail-filter.js';
