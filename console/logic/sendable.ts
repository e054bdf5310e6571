/** Whether a header can carry a text: of others the browser says only that the request failed. Keys and secrets are never other. */
export const isSendable = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);
