import { BUDGETS } from '../../../../application/budgets.js';

// µWebSockets.js reads the variable once, when it is loaded, and has 4 KiB otherwise. Whatever loads it must import this module first.
process.env.UWS_HTTP_MAX_HEADERS_SIZE ||= String(BUDGETS.headBytes);
