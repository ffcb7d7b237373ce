// SPDX-License-Identifier: Apache-2.0
// The frame around all pages: navigation beside them, or behind a button where there is no room.
import { Button, Drawer, DrawerBody, ProgressBar } from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useNavigation } from 'react-router';

import { useSlim } from '../ui/preferences';
import { Brand } from './brand';
import { useConfig } from './gate';
import { PersonMenu } from './menus';
import { Navigation, useHas } from './navigation';
import { NotFound } from './not_found';

function Main() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const has = useHas();
  const going = useNavigation().state !== 'idle';
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // Going to another page moves the focus there, so that a screen reader says its title.
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <main className="tb-main" id="main" ref={main} tabIndex={-1} aria-busy={going}>
      {going && <ProgressBar aria-label={t('state.loading')} className="tb-going" />}
      {has(pathname) ? <Outlet /> : <NotFound />}
    </main>
  );
}

export function Frame() {
  const { t } = useTranslation();
  const slim = useSlim();
  const [open, setOpen] = useState(false);
  const place = useConfig().data?.display_name;
  if (!slim) {
    return (
      <div className="tb-frame">
        <a className="tb-skip" href="#main">{t('shell.skip')}</a>
        <header className="tb-nav">
          <Brand place={place} />
          <Navigation />
          <div className="tb-who"><PersonMenu /></div>
        </header>
        <Main />
      </div>
    );
  }
  return (
    <div className="tb-frame tb-slim">
      <header className="tb-top">
        <Button
          appearance="subtle"
          icon={<NavigationRegular />}
          aria-label={t('shell.menu')}
          aria-expanded={open}
          onClick={() => setOpen(true)}
        />
        <Brand place={place} />
        <PersonMenu small />
      </header>
      <Drawer open={open} onOpenChange={(_, data) => setOpen(data.open)} type="overlay">
        <DrawerBody className="tb-drawer">
          <Navigation onGo={() => setOpen(false)} />
        </DrawerBody>
      </Drawer>
      <Main />
    </div>
  );
}
