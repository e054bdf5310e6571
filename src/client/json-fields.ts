/** The fields of the object that a text of JSON is; none for any other text. */
export const fieldsIn = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};

/** What an answer says went wrong: the sentence of ours, or what another server put in its place; undefined without either. */
export const sentenceIn = (text: string): string | undefined => {
  const { message, error } = fieldsIn(text);
  return [message, error].find((said): said is string => typeof said === 'string' && said !== '');
};
