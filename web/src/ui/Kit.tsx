import { t } from '@lingui/core/macro';
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { setNonce } from 'get-nonce';
import { type ReactNode, useState } from 'react';
import './styles.css';
import { makeTheme, variables } from './theme';

const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
// Dialogs and menus lock the page's scrolling with a style of their own, which takes its nonce from here alone.
setNonce(nonce);

/** What every part of the kit needs around it, once in an application, and anew for another language. */
export function Kit({ children }: { children: ReactNode }) {
  const [theme] = useState(makeTheme);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <ModalsProvider labels={{ confirm: t`Yes`, cancel: t`Cancel` }}>
        <Notifications position="bottom-right" />
        {children}
      </ModalsProvider>
    </MantineProvider>
  );
}
