#!/usr/bin/env node
import '../require-node.cjs';

// From here on imported step by step: an old Node could not even read it.
const { stopSignal } = await import('./stop-signal.js');
// Everything else is loaded once signals are handled: it takes most of a second.
const stopping = stopSignal();
const { serve } = await import('./serve.js');
await serve(stopping);
