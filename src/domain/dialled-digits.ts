/** No phone number is longer in writing; a longer text is no number. */
const MAX_NUMBER = 250;

/** Other addresses that hold a number, and labels: RFC 3966, RFC 3261, and what dialers, chat programs and address books write. */
const SCHEME =
  /^(?:(?:tel|sips?|callto|sms|smsto|mms|fax|h323|im|xmpp|whatsapp|phone|telephone|mobile|cell|home|work|office)\.?\s*:)(?:\/\/|\s*)?/;
const EXTENSION =
  /(?:[;,#~]|(?<!\p{L})(?:e?xt(?:ensi[oó]n)?|extn|x|доб|int(?:ern)?|anexo|poste|ramal|dw|durchwahl|toestel|postd|p|w))[\s.:=#,;~p-]*\d{1,20}[\s#)]*$/u;
/** A word for an extension that none follows. */
const EMPTY_EXTENSION = /(?<!\p{L})ext(?:ension|n)?[\s.:=]*$/u;
/** A caller that withholds the number (RFC 3323). */
const ANONYMOUS = /^sips?:(anonymous)@anonymous\.invalid(?=$|[;:?])/;

/**
 * What is dialled of a number as it is written: digits with their separators, perhaps a `+` in front. Without the scheme, host and
 * parameters of an address, and without an extension. Null if the text is not written as a number.
 */
export const dialledDigits = (written: string): string | null => {
  const text = userOf(plain(written));
  if (text.length > MAX_NUMBER) return null;
  const [main = ''] = contextual(text).split(';');
  const number = withoutExtension(unquoted(main))
    .replace(/^[([{]\+(\d{1,3})[)\]}]/, '+$1 ')
    .replace(/^\++\s*(?:00|011)?(?=[\d(\s])/, '+');
  return /^\+?[\d\s().[\]/*-]*\d[\d\s().[\]/*-]*$/.test(number) ? number : null;
};

/** Without quotes around it, and with a dot for the separators that have no other use. */
const unquoted = (text: string): string => text.replace(/^[\s'"`=]+|[\s'"`]+$/g, '').replace(/[_·•]/g, '.');

/** In lower case, with ASCII's digits, plus, hyphen and space for those of other scripts, without invisible characters. */
export const plain = (written: string): string =>
  decoded(written)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\P{Nd}0-9]/gu, asciiDigit)
    .replace(/[\p{Cf}\p{Cc}]/gu, ' ')
    .replace(/[\p{Pd}\u2212\u30fc]/gu, '-')
    .replace(/\s+/gu, ' ')
    .replace(/ *- */g, '-')
    .trim();

/** The text of a percent-encoded address (RFC 3986); any other text as it is. */
const decoded = (text: string): string => {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Unicode has the digits of each script in a row from 0 to 9. */
const asciiDigit = (digit: string): string => {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
};

/** The user part of an address such as `"Ann" <sip:+15550100114;ext=5@example.com>`, if it holds a number. */
const userOf = (text: string): string => {
  const bare = addressOf(text).replace(SCHEME, '');
  const at = bare.indexOf('@');
  return at > 0 && /^\+?[\d\s().-]{2,}/.test(bare) ? bare.slice(0, at).replace(/:.*/, '') : bare;
};

/** The address in angle brackets, if there is one. */
const addressOf = (text: string): string => /<([^<>]*)>/.exec(text)?.[1]?.trim() ?? text;

/** "anonymous" for the address of a caller that withholds the number; any other text in the form of `plain`. */
export const plainName = (written: string): string => {
  const text = plain(written);
  return ANONYMOUS.exec(addressOf(text))?.[1] ?? text;
};

/** A local number of RFC 3966 with the `phone-context` in front that makes it global. */
const contextual = (text: string): string => {
  const context = /;phone-context=(\+[\d().-]+)/.exec(text)?.[1];
  return context === undefined || text.startsWith('+') ? text : `${context}${text}`;
};

/** Without an extension behind at least four digits: "ext 12" is a number of its own, and "24x7" a name. */
const withoutExtension = (text: string): string => {
  const bare = text.replace(/[()]+$/, '');
  const found = EXTENSION.exec(bare) ?? EMPTY_EXTENSION.exec(bare);
  const before = found === null ? text : text.slice(0, found.index);
  return (before.match(/\d/g)?.length ?? 0) < 4 ? text : before.replace(/[\s(,;.-]+$/, '');
};
