import { phoneText } from '../logic/phone.js';

/** A number, written as people do. It is read digit by digit. */
export const PhoneNumber = ({ number }: { readonly number: string | null }) => (
  <span class="phone">{phoneText(number)}</span>
);
