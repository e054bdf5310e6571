/** No phone number is longer in writing; a longer text is no number. */
const MAX_NUMBER = 250;

/** Other addresses that hold a number: RFC 3966, RFC 3261, and what dialers and chat programs write. */
const SCHEME = /^(?:tel|sips?|callto|sms|smsto|mms|fax|h323|whatsapp|phone):(?:\/\/)?/;
const EXTENSION =
  /(?:[;,#~]|\b(?:postd|p|w)|(?:\be?xt(?:ensi[oó]n)?|\bextn|x|доб|\bint(?:ern)?|\banexo|\bposte|\bramal|\bdw|\bdurchwahl|\btoestel))[\s.:=#,;~p-]*\d{1,20}[\s#)]*$/u;

/**
 * What is dialled of a number as it is written: digits with their separators, perhaps a `+` in front. Without the scheme, host and
 * parameters of an address, and without an extension. Null if the text is not written as a number.
 */
export const dialledDigits = (written: string): string | null => {
  const text = userOf(plain(written));
  if (text.length > MAX_NUMBER) return null;
  const [main = ''] = contextual(text).split(';');
  const number = withoutExtension(main.trim()).replace(/^\++\s*(?:00|011)?(?=[\d(\s])/, '+');
  return /^\+?[\d\s().[\]/*-]*\d[\d\s().[\]/*-]*$/.test(number) ? number : null;
};

/** In lower case, with ASCII's digits, plus, hyphen and space for those of other scripts, without invisible characters. */
export const plain = (written: string): string =>
  decoded(written)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Nd}/gu, asciiDigit)
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
  const address = /<([^<>]*)>/.exec(text)?.[1]?.trim() ?? text;
  const bare = address.replace(SCHEME, '');
  const at = bare.indexOf('@');
  return at > 0 && /^\+?[\d\s().-]{2,}/.test(bare) ? bare.slice(0, at) : bare;
};

/** A local number of RFC 3966 with the `phone-context` in front that makes it global. */
const contextual = (text: string): string => {
  const context = /;phone-context=(\+[\d().-]+)/.exec(text)?.[1];
  return context === undefined || text.startsWith('+') ? text : `${context}${text}`;
};

/** Without an extension behind at least two digits: a text that is only an extension is a number of its own. */
const withoutExtension = (text: string): string => {
  const found = EXTENSION.exec(text.replace(/[()]+$/, ''));
  const before = found === null ? text : text.slice(0, found.index);
  return (before.match(/\d/g)?.length ?? 0) < 2 ? text : before.replace(/[\s(,;.-]+$/, '');
};
