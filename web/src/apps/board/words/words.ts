import { type Catalogue, type Catalogues, languagesOf } from '@/words/language';

export const catalogues: Catalogues = import.meta.glob<Catalogue>('./*.po');
export const languages: string[] = languagesOf(catalogues);
