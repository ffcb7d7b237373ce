// SPDX-License-Identifier: Apache-2.0
// Text for a terminal, with a button that copies it.
import { Button } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export function Copied(props: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <div className="tb-code">
      <pre tabIndex={0}><code>{props.text}</code></pre>
      <Button
        size="small" icon={<CopyRegular />}
        onClick={() => {
          void navigator.clipboard?.writeText(props.text);
          setCopied(true);
        }}
      >
        {t(copied ? 'token.copied' : 'token.copy')}
      </Button>
    </div>
  );
}
