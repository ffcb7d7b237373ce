// SPDX-License-Identifier: Apache-2.0
import { createRoot } from 'react-dom/client';

import { App } from './app';
import { copyExactly } from './format/copy';
import { startLanguage } from './i18n';
import './ui/ui.css';

copyExactly(document);
void startLanguage().then(() => {
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<App />);
});
