// SPDX-License-Identifier: Apache-2.0
import {
  Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A dialog with one thing to do, and a way out. */
export function Ask(props: {
  open: boolean;
  title: string;
  action: string;
  onAct: () => void;
  onClose: () => void;
  ready?: boolean;
  busy?: boolean;
  wide?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Dialog open={props.open} onOpenChange={(_, data) => !data.open && props.onClose()}>
      <DialogSurface className={props.wide ? 'tb-dialog-wide' : undefined}>
        <DialogBody>
          <DialogTitle>{props.title}</DialogTitle>
          <DialogContent className="tb-stack">{props.children}</DialogContent>
          <DialogActions>
            <Button onClick={props.onClose}>{t('action.cancel')}</Button>
            <Button
              appearance="primary"
              disabled={props.ready === false || props.busy}
              onClick={props.onAct}
            >
              {props.action}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
