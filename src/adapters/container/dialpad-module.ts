import { ContainerModule } from 'inversify';
import { deliveryAuthenticator } from '../dialpad/delivery-authenticator.js';
import { payloadReader } from '../dialpad/payload-reader.js';
import { TOKENS as T } from './tokens.js';

/** What comes from Dialpad. */
export const dialpadModule = new ContainerModule(({ bind }) => {
  bind(T.authenticator).toConstantValue(deliveryAuthenticator);
  bind(T.payloads).toConstantValue(payloadReader);
});
