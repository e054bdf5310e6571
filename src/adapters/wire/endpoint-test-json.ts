import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { textJson, timeJson } from './json-text.js';

/** What an endpoint is sent as a test. It is no event of the stream, so it has no `seq`. */
export const endpointTestToText = (appId: AppId, at: Timestamp): string =>
  `{"event":"endpoint.test","timestamp":${timeJson(at)},"app_id":${textJson(appId)},"message":"This endpoint receives the events of the app."}`;
