import { type Catalogue, type Catalogues, languagesOf } from '@/words/language';

/** The catalogues of the agent's page, with its features' and the kit's texts. */
export const catalogues: Catalogues = import.meta.glob<Catalogue>('./*.po');
export const languages: string[] = languagesOf(catalogues);
