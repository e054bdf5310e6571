import type { ServiceIdentifier } from 'inversify';
import type { Authorizer } from '../../application/ports/authorizer.js';
import type { CallControl } from '../../application/ports/call-control.js';
import type { Clock } from '../../application/ports/clock.js';
import type { DeliveryAuthenticator } from '../../application/ports/delivery-authenticator.js';
import type { EventBus } from '../../application/ports/event-bus.js';
import type { IdGenerator } from '../../application/ports/id-generator.js';
import type { KeyGenerator } from '../../application/ports/key-generator.js';
import type { Logger } from '../../application/ports/logger.js';
import type { PayloadReader } from '../../application/ports/payload-reader.js';
import type { PhoneSystem } from '../../application/ports/phone-system.js';
import type { Storage } from '../../application/ports/storage.js';
import type { Vault } from '../../application/ports/vault.js';

export const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

/** The ports that a program around the server may bind anew. Their types know no driver and no transport. */
export const PORT_TOKENS = {
  /** Everything that is stored. */
  storage: token<Storage>('storage'),
  /** The phone system: Dialpad's API. */
  phone: token<PhoneSystem>('phone'),
  /** What the phone system does with calls. */
  callControl: token<CallControl>('callControl'),
  /** The phone system's OAuth; null if the server is not configured for it. */
  authorizer: token<Authorizer | null>('authorizer'),
  /** Tells which deliveries are authentic. */
  authenticator: token<DeliveryAuthenticator>('authenticator'),
  /** Translates what was delivered. */
  payloads: token<PayloadReader>('payloads'),
  /** Seals secrets before they are stored. */
  vault: token<Vault>('vault'),
  bus: token<EventBus>('bus'),
  logger: token<Logger>('logger'),
  clock: token<Clock>('clock'),
  ids: token<IdGenerator>('ids'),
  /** Makes the keys of apps. */
  keys: token<KeyGenerator>('keys'),
} as const;
