import { chooseTheme, THEMES, theme } from '../theme.js';

const NAMES = { system: 'As the device', light: 'Light', dark: 'Dark' } as const;

/** Which colours the console has. */
export const ThemeChoice = () => (
  <label class="theme-choice">
    <span>Colours</span>
    <select
      value={theme.value}
      onChange={({ currentTarget: { value } }) => chooseTheme(THEMES.find((one) => one === value) ?? 'system')}
    >
      {THEMES.map((one) => (
        <option key={one} value={one}>
          {NAMES[one]}
        </option>
      ))}
    </select>
  </label>
);
