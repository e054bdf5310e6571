#!/usr/bin/env node
import '../../require-node.cjs';

// An old Node could not even read it, so it is not imported until that Node has been refused.
const { playDemo } = await import('./play-demo.js');
const { interruption } = await import('../interruption.js');
await playDemo(process.argv.slice(2), interruption());
