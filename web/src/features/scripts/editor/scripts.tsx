import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Catalogue, speakToo } from '@/words/language';
import { ScriptList } from './list';
import { ScriptPage } from './script-page';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** The scripts of all companies, or one of them. */
export default function Scripts() {
  const { script } = useSearch({ strict: false }) as { script?: number };
  const navigate = useNavigate();
  const open = (id: number | null) =>
    void navigate({ to: '/scripts', search: id === null ? {} : { script: id } } as never);
  return script ? (
    <ScriptPage key={script} scriptId={script} onClose={() => open(null)} />
  ) : (
    <ScriptList onOpen={open} />
  );
}
