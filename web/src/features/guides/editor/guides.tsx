import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Catalogue, speakToo } from '@/words/language';
import { GuidePage } from './guide-page';
import { GuideList } from './list';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** The guides of all companies, or one of them. */
export default function Guides() {
  const { guide } = useSearch({ strict: false }) as { guide?: number };
  const navigate = useNavigate();
  const open = (id: number | null) =>
    void navigate({ to: '/guides', search: id === null ? {} : { guide: id } } as never);
  return guide ? <GuidePage key={guide} guideId={guide} onClose={() => open(null)} /> : <GuideList onOpen={open} />;
}
