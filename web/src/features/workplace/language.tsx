import { createContext, type ReactNode, useContext } from 'react';

/** The languages of the application, and how another is chosen: its catalogues are the application's own. */
interface Languages {
  languages: readonly string[];
  choose: (language: string) => void;
}

const Spoken = createContext<Languages>({ languages: [], choose: () => {} });

export function LanguageProvider({ children, ...spoken }: Languages & { children: ReactNode }) {
  return <Spoken.Provider value={spoken}>{children}</Spoken.Provider>;
}

export const useLanguages = () => useContext(Spoken);
