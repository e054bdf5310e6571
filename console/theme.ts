import { effect, signal } from '@preact/signals';
import { browser, keep, readKept } from './kept.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED_AS = 'cti-theme';
const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

const stored = (): Theme => {
  const kept = readKept(browser, STORED_AS);
  return isTheme(kept) ? kept : 'system';
};

/** Which colours are wanted. `system` follows the device. */
export const theme = signal<Theme>(stored());

export const chooseTheme = (chosen: Theme): void => {
  theme.value = chosen;
  keep(browser, STORED_AS, chosen === 'system' ? null : chosen);
};

/** Whether the colours that are shown are the dark ones. */
export const isDark = signal(false);

/** Shows the chosen colours, now and whenever the choice or the device's changes. */
export const startTheme = (): void => {
  const device = matchMedia('(prefers-color-scheme: dark)');
  const look = (): void => {
    isDark.value = theme.value === 'dark' || (theme.value === 'system' && device.matches);
    document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light';
  };
  device.addEventListener('change', look);
  // Another tab has chosen.
  addEventListener('storage', ({ key }) => {
    if (key === STORED_AS) theme.value = stored();
  });
  effect(look);
};
