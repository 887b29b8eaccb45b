import { type Catalogue, type Catalogues, languagesOf } from './language';

/** The catalogues of console and agent page. The wallboard has its own, in apps/board/words. */
export const catalogues: Catalogues = import.meta.glob<Catalogue>('./*.po');
export const languages: string[] = languagesOf(catalogues);
