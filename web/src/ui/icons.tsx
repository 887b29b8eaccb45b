import type { ReactNode } from 'react';

export interface IconProps {
  size?: number;
  /** What the icon says where no word stands beside it. */
  label?: string;
}

function Icon({ size = 20, label, children }: IconProps & { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it has a label, or is hidden where a word stands beside it
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {children}
    </svg>
  );
}

/** A drawing of 24 by 24 in the colour of the text around it. */
const icon = (drawing: ReactNode) => (props: IconProps) => <Icon {...props}>{drawing}</Icon>;

export const IconOk = icon(<path d="M4 12.5 9.5 18 20 7" />);
export const IconWarn = icon(<path d="M12 3 2 20h20zM12 10v4.5M12 17.2v.3" />);
export const IconStop = icon(<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8zM9 9l6 6M15 9l-6 6" />);
export const IconInfo = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 11v6M12 7.3v.3" />
  </>,
);
export const IconClose = icon(<path d="M6 6l12 12M18 6 6 18" />);
export const IconUp = icon(<path d="M6 15l6-6 6 6" />);
export const IconDown = icon(<path d="M6 9l6 6 6-6" />);
export const IconLeft = icon(<path d="M15 6l-6 6 6 6" />);
export const IconRight = icon(<path d="M9 6l6 6-6 6" />);
export const IconSort = icon(<path d="M8 9l4-4 4 4M8 15l4 4 4-4" />);
export const IconSearch = icon(
  <>
    <circle cx="10.5" cy="10.5" r="6.5" />
    <path d="M15.5 15.5 21 21" />
  </>,
);
export const IconFilter = icon(<path d="M3 5h18l-7 8v6l-4-2v-4z" />);
export const IconUpload = icon(<path d="M12 16V4M7 9l5-5 5 5M4 16v4h16v-4" />);
export const IconDownload = icon(<path d="M12 4v12M7 11l5 5 5-5M4 17v3h16v-3" />);
export const IconFile = icon(<path d="M6 3h8l4 4v14H6zM14 3v4h4" />);
export const IconClock = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7v5l3.5 2" />
  </>,
);
export const IconCalendar = icon(<path d="M4 5h16v16H4zM4 10h16M8 3v4M16 3v4" />);
export const IconUser = icon(
  <>
    <circle cx="12" cy="8" r="4" />
    <path d="M4 21c1-5 15-5 16 0" />
  </>,
);
export const IconPeople = icon(
  <>
    <circle cx="9" cy="8" r="3.5" />
    <path d="M2 20c.8-4.5 13.2-4.5 14 0M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 15c2 .6 3.6 2 4 5" />
  </>,
);
export const IconHeadset = icon(
  <path d="M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v5H4zM17 14h3v5h-3zM18.5 19c0 2-2 2.5-5 2.5" />,
);
export const IconPhone = icon(
  <path d="M5 3h4l2 5-2.5 2a12 12 0 0 0 5.5 5.5l2-2.5 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5z" />,
);
export const IconCampaign = icon(<path d="M4 10v4h3l8 5V5L7 10zM18.5 9a4 4 0 0 1 0 6M8 14.5V20" />);
export const IconList = icon(<path d="M8 6h13M8 12h13M8 18h13M3.5 6v.1M3.5 12v.1M3.5 18v.1" />);
export const IconBoard = icon(<path d="M3 4h18v12H3zM8 20h8M12 16v4M7 12V9M12 12V7M17 12v-2" />);
export const IconChart = icon(<path d="M4 4v16h16M7 15l4-5 3 3 5-7" />);
export const IconSettings = icon(
  <>
    <circle cx="9" cy="7" r="2.5" />
    <circle cx="15" cy="17" r="2.5" />
    <path d="M3 7h3.5M11.5 7H21M3 17h9.5M17.5 17H21" />
  </>,
);
export const IconShield = icon(<path d="M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z" />);
export const IconKey = icon(
  <>
    <circle cx="8" cy="15" r="4.5" />
    <path d="M11.5 12 20 3.5M16 7.5l3 3" />
  </>,
);
export const IconLanguage = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M3 12h18M12 3c-6 6-6 12 0 18M12 3c6 6 6 12 0 18" />
  </>,
);
export const IconSun = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M19 5l-1.7 1.7M6.7 17.3 5 19" />
  </>,
);
export const IconMoon = icon(<path d="M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5z" />);
export const IconSignOut = icon(<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4" />);
export const IconPlus = icon(<path d="M12 5v14M5 12h14" />);
export const IconRetry = icon(<path d="M20 11a8 8 0 1 0-2.3 6.7M20 5v6h-6" />);
export const IconNoLink = icon(
  <path d="M9 15l-2 2a3.5 3.5 0 0 1-5-5l3-3M15 9l2-2a3.5 3.5 0 0 1 5 5l-3 3M4 4l16 16" />,
);
export const IconPlay = icon(<path d="M7 4l13 8-13 8z" />);
export const IconPause = icon(<path d="M8 5v14M16 5v14" />);
export const IconEmpty = icon(<path d="M3 13l3-8h12l3 8v6H3zM3 13h5l1.5 3h5L16 13h5" />);
export const IconServer = icon(<path d="M4 4h16v7H4zM4 13h16v7H4zM8 7.5v.1M8 16.5v.1" />);
