import * as TE from 'fp-ts/lib/TaskEither.js';
import { makeDialpadCallControl } from '../../../../../src/adapters/outbound/dialpad/client/dialpad-call-control.js';
import { makeDialpadPhoneSystem } from '../../../../../src/adapters/outbound/dialpad/client/dialpad-phone-system.js';
import { type HttpClient, makeHttpClient } from '../../../../../src/adapters/outbound/dialpad/client/http-client.js';
import type { RequestLimits } from '../../../../../src/adapters/outbound/dialpad/client/request-limits.js';
import type { Tuning } from '../../../../../src/adapters/outbound/dialpad/client/tuning.js';
import { systemClock } from '../../../../../src/adapters/outbound/system/system-clock.js';
import type { CallControl } from '../../../../../src/application/ports/call-control.js';
import type { Logger } from '../../../../../src/application/ports/logger.js';
import type { Access, PhoneSystem } from '../../../../../src/application/ports/phone-system.js';
import type { DialpadId } from '../../../../../src/domain/dialpad-id.js';

export const TOKEN = 'a-token-of-a-company.0123456789';
export const ACCESS: Access = { token: TOKEN };

export const id = (digits: string): DialpadId => digits as DialpadId;

const UNLIMITED: RequestLimits = () => TE.right(undefined);

/** Short pauses, so that tests are quick. Tests of requests that hang set their own timeout. */
const QUICK: Partial<Tuning> = { timeout: 5_000, firstPause: 1, maxPause: 3 };

export interface TestClient {
  readonly http: HttpClient;
  readonly dialpad: PhoneSystem;
  readonly control: CallControl;
  readonly log: string[];
}

/** A new client without limits, whose circuit is closed. */
export const clientFor = (baseUrl: string, tuning: Partial<Tuning> = {}): TestClient => {
  const log: string[] = [];
  const note = (_fields: object, message: string): void => void log.push(message);
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const http = makeHttpClient({ baseUrl, clock: systemClock, logger }, { ...QUICK, ...tuning });
  const api = { http, limits: UNLIMITED };
  return { http, dialpad: makeDialpadPhoneSystem(api), control: makeDialpadCallControl(api), log };
};
