// SPDX-License-Identifier: Apache-2.0
import {
  createDarkTheme, createLightTheme, type BrandVariants, type Theme,
} from '@fluentui/react-components';

const brand: BrandVariants = {
  10: '#010f13', 20: '#051c22', 30: '#082932', 40: '#0a3641', 50: '#0b4350', 60: '#0b5060',
  70: '#0c5d6f', 80: '#0f6a7e', 90: '#2a7a8d', 100: '#458b9d', 110: '#5f9dad', 120: '#79aebc',
  130: '#93bfcb', 140: '#aed0d9', 150: '#c8e0e6', 160: '#e2f0f3',
};

const fontFamilyBase = "'Inter Variable', 'Segoe UI', system-ui, sans-serif";

export const light: Theme = {
  ...createLightTheme(brand),
  fontFamilyBase,
  // The default grey for hints is too light on the page's own grey.
  colorNeutralForeground3: '#565656',
};

const dark0 = createDarkTheme(brand);

export const dark: Theme = {
  ...dark0,
  fontFamilyBase,
  colorBrandForeground1: brand[120],
  colorBrandForeground2: brand[130],
  colorBrandForegroundLink: brand[120],
  colorBrandForegroundLinkHover: brand[140],
  colorNeutralForeground3: '#b8b8b8',
};

/** Colours of series in charts and bars: the brand, then what stands apart from it. */
export const series = {
  light: ['#0f6a7e', '#c9822b', '#5b5fc7', '#7a9a3a', '#b0436e', '#4a7ba6', '#8a6d3b', '#6b6b6b'],
  dark: ['#79aebc', '#e0a659', '#9ea2f0', '#a9c46c', '#e08aae', '#84b1d8', '#c2a671', '#a8a8a8'],
};
