#!/usr/bin/env node
import { stopSignal } from './stop-signal.js';

// Everything else is loaded once signals are handled: it takes most of a second.
const stopping = stopSignal();
const { serve } = await import('./serve.js');
await serve(stopping);
