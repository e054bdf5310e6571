const HOUR = 3_600;
const MINUTE = 60;

const two = (number: number): string => String(number).padStart(2, '0');

/** Seconds as on a clock: `0:07`, `12:30`, `1:02:30`. */
export const clockText = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  return hours === 0 ? `${minutes}:${two(whole % MINUTE)}` : `${hours}:${two(minutes)}:${two(whole % MINUTE)}`;
};

/** Seconds in words: `7 s`, `12 min 30 s`, `1 h 2 min`. A dash if they are not known. */
export const durationText = (seconds: number | null): string => {
  if (seconds === null) return '–';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return joined(Math.floor(whole / MINUTE), 'min', whole % MINUTE, 's');
  return joined(Math.floor(whole / HOUR), 'h', Math.floor((whole % HOUR) / MINUTE), 'min');
};

const joined = (many: number, unit: string, rest: number, restUnit: string): string =>
  rest === 0 ? `${many} ${unit}` : `${many} ${unit} ${rest} ${restUnit}`;

/** The same for `<time datetime>`: `PT1H2M3S`. */
export const isoDuration = (seconds: number): string => `PT${Math.max(0, Math.round(seconds))}S`;
