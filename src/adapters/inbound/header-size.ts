/**
 * The headers of one request that are read, in bytes (contract §1); more is a 431. µWebSockets.js reads the variable once, when it is
 * loaded, and has 4 KiB otherwise. Whatever loads it must import this module first.
 */
const MAX_HEADERS = 16 * 1024;

process.env.UWS_HTTP_MAX_HEADERS_SIZE ||= String(MAX_HEADERS);
