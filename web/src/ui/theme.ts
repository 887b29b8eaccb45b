import { t } from '@lingui/core/macro';
import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';

// What Mantine fails of WCAG 2.2 AA is mended here, once: contrast of filled parts and of dimmed text, and the names of
// close buttons. Shade 8 of each colour has 4.5:1 on white at least.

const brand: MantineColorsTuple = [
  '#e9f7f2',
  '#d0ebe2',
  '#a3d8c6',
  '#72c3a8',
  '#4bb18f',
  '#2f9f7b',
  '#17886a',
  '#0e7459',
  '#0b6b53',
  '#06503d',
];
const ok: MantineColorsTuple = [
  '#ebf7ec',
  '#d3ecd6',
  '#a9d9af',
  '#7cc486',
  '#55b162',
  '#3a9d49',
  '#2a873a',
  '#22752f',
  '#1c6627',
  '#134c1b',
];
const warn: MantineColorsTuple = [
  '#fff4e2',
  '#ffe6c2',
  '#fdd08c',
  '#f8b954',
  '#f0a42a',
  '#d98a0b',
  '#b36f00',
  '#9a5d00',
  '#8a5200',
  '#633a00',
];
const stop: MantineColorsTuple = [
  '#fdecec',
  '#f9d3d2',
  '#f2a9a6',
  '#ea7c78',
  '#e2554f',
  '#d43c36',
  '#bf2f2a',
  '#ad2722',
  '#9e221e',
  '#751714',
];
const rest: MantineColorsTuple = [
  '#f3f5f7',
  '#e4e8ec',
  '#cbd2d9',
  '#adb7c1',
  '#84909c',
  '#74818e',
  '#5e6a76',
  '#4f5a65',
  '#465059',
  '#2f363d',
];
const dark: MantineColorsTuple = [
  '#d5dae0',
  '#b3bac2',
  '#949ca5',
  '#6c757e',
  '#434b53',
  '#353c43',
  '#2a3037',
  '#1f2429',
  '#171b1f',
  '#101316',
];

const TONES = { brand, ok, warn, stop, rest };

/** What a state means, whatever it is a state of. It is never said by colour alone: a word or an icon goes with it. */
export type Tone = keyof typeof TONES;

/** The theme, in the language that is spoken when it is made. */
export function makeTheme(): MantineThemeOverride {
  const close = { closeButtonProps: { 'aria-label': t`Close` } };
  return createTheme({
    colors: { ...TONES, gray: rest, dark },
    primaryColor: 'brand',
    primaryShade: { light: 8, dark: 8 },
    defaultRadius: 'sm',
    cursorType: 'pointer',
    respectReducedMotion: true,
    fontFamily:
      'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
    headings: { fontWeight: '650' },
    // By name, not by `extend`: that would load each of them before the first page.
    components: {
      Anchor: { defaultProps: { underline: 'always' } }, // told from the text around it without colour
      Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 600 } },
      Button: { styles: { label: { whiteSpace: 'normal' } } },
      Drawer: { defaultProps: close },
      // What explains a field stands below it, so that fields side by side stand in a line.
      InputWrapper: {
        defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
      },
      // A placeholder for the focus is no item of a menu (axe: aria-required-children).
      Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
      Modal: { defaultProps: { ...close, centered: true } },
      Notification: { defaultProps: close },
      PasswordInput: {
        defaultProps: { visibilityToggleButtonProps: { 'aria-label': t`Show or hide what is written` } },
      },
    },
  });
}

/** A colour's outlined buttons and badges on a dark ground. */
const outlines = Object.fromEntries(
  Object.entries(TONES).map(([name, shades]) => [`--mantine-color-${name}-outline`, shades[3]]),
);

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': rest[7],
    '--mantine-color-placeholder': rest[6],
    '--mantine-color-error': stop[7],
    '--mantine-color-anchor': brand[8],
    '--mantine-color-default-border': rest[4],
    '--pronto-focus': brand[8],
    '--pronto-quiet': rest[0],
    '--pronto-line': rest[2],
    '--pronto-ok': ok[8],
    '--pronto-warn': warn[8],
    '--pronto-stop': stop[7],
    '--pronto-rest': rest[6],
    '--pronto-brand': brand[8],
  },
  dark: {
    '--mantine-color-dimmed': dark[1],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-error': stop[2],
    '--mantine-color-anchor': brand[3],
    '--mantine-color-default-border': dark[3],
    '--pronto-focus': brand[3],
    '--pronto-quiet': dark[6],
    '--pronto-line': dark[4],
    '--pronto-ok': ok[3],
    '--pronto-warn': warn[3],
    '--pronto-stop': stop[2],
    '--pronto-rest': dark[2],
    '--pronto-brand': brand[3],
    ...outlines,
  },
});
