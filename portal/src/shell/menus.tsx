// SPDX-License-Identifier: Apache-2.0
import {
  Button, Menu, MenuDivider, MenuGroup, MenuGroupHeader, MenuItem, MenuItemRadio, MenuList,
  MenuPopover, MenuTrigger,
} from '@fluentui/react-components';
import { PersonCircleRegular, SignOutRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

import { useMe } from '../api/me';
import { setLanguage, type Language } from '../i18n';
import { signOut } from '../session/session';
import { setLook, useLook, type Look } from '../ui/preferences';

export function LanguageSwitch() {
  const { i18n } = useTranslation();
  const other: Language = i18n.language === 'sv' ? 'en' : 'sv';
  return (
    <div>
      <Button
        appearance="transparent" size="small" lang={other}
        onClick={() => void setLanguage(other)}
      >
        {other === 'sv' ? 'Svenska' : 'English'}
      </Button>
    </div>
  );
}

/** Who is signed in; how it looks, in which language; the way out. */
export function PersonMenu(props: { small?: boolean }) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const look = useLook();
  const name = me.name ?? me.subject;
  return (
    <Menu
      checkedValues={{ look: [look], language: [i18n.language] }}
      onCheckedValueChange={(_, { name: group, checkedItems }) => {
        const chosen = checkedItems[0];
        if (!chosen) return;
        if (group === 'look') setLook(chosen as Look);
        else void setLanguage(chosen as Language);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={<PersonCircleRegular />}
          aria-label={props.small ? t('shell.person', { name }) : undefined}
        >
          {!props.small && (
            <span className="tb-who-text">
              <b>{name}</b>
              <span>{t(`role.${me.role}`)}</span>
            </span>
          )}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {props.small && (
            <MenuGroup>
              <MenuGroupHeader>{`${name} · ${t(`role.${me.role}`)}`}</MenuGroupHeader>
            </MenuGroup>
          )}
          <MenuGroup>
            <MenuGroupHeader>{t('shell.look')}</MenuGroupHeader>
            {(['system', 'light', 'dark'] as const).map((one) => (
              <MenuItemRadio key={one} name="look" value={one}>{t(`look.${one}`)}</MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('shell.language')}</MenuGroupHeader>
            <MenuItemRadio name="language" value="en" lang="en">English</MenuItemRadio>
            <MenuItemRadio name="language" value="sv" lang="sv">Svenska</MenuItemRadio>
          </MenuGroup>
          <MenuDivider />
          <MenuItem icon={<SignOutRegular />} onClick={signOut}>{t('shell.sign_out')}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
