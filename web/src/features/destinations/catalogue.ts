import { type Catalogue, speakToo } from '@/words/language';

await speakToo(import.meta.glob<Catalogue>('./words/*.po'));
