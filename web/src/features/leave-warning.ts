import { t } from '@lingui/core/macro';
import { useBlocker } from '@tanstack/react-router';
import { confirm } from '@/ui/Confirm';

interface Place {
  pathname: string;
  search: Readonly<Record<string, unknown>>;
}

const onSamePath = (current: Place, next: Place) => current.pathname === next.pathname;

/**
 * Ask before a page is left with changes that are not saved: by a link, the back button, a reload or a closed tab.
 * `keeps` says between which places nothing is lost, as from one tab of a page to another.
 */
export function useLeaveWarning(
  isChanged: () => boolean,
  keeps: (from: Place, to: Place) => boolean = onSamePath,
): void {
  useBlocker({
    enableBeforeUnload: isChanged,
    shouldBlockFn: async ({ current, next }) =>
      isChanged() &&
      !keeps(current as Place, next as Place) &&
      !(await confirm({
        title: t`Leave without saving?`,
        body: t`What you have changed on this page is not saved, and would be lost.`,
        action: t`Leave`,
        tone: 'stop',
      })),
  });
}
