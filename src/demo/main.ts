#!/usr/bin/env node
import { playDemo } from './play-demo.js';

await playDemo(process.argv.slice(2));
