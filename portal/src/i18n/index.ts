// SPDX-License-Identifier: Apache-2.0
// English comes with the app; Swedish is loaded when somebody wants it. Both have the same keys:
// the type of one is the type of the other.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

import en from './en';

export type Language = 'en' | 'sv';

type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
export type Translation = Texts<typeof en>;

const KEPT = 'tollbridge.language';

function wanted(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'en' || kept === 'sv') return kept;
  const first = navigator.languages.find((language) => /^(en|sv)\b/.test(language));
  return first?.startsWith('sv') ? 'sv' : 'en';
}

async function load(language: Language) {
  if (language === 'sv' && !i18next.hasResourceBundle('sv', 'translation')) {
    const { default: sv } = await import('./sv');
    i18next.addResourceBundle('sv', 'translation', sv);
  }
}

export async function setLanguage(language: Language) {
  localStorage.setItem(KEPT, language);
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function startLanguage() {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  const language = wanted();
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
