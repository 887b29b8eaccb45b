import type { Alert } from '@/api/supervision';

/** The page that an alert leads to. */
export function pageOf({ about, code, id, name, node_id }: Alert): string | null {
  if (code === 'long_hand') return `/supervision?tab=hands&campaign=${id}`;
  switch (about) {
    case 'campaign':
      return `/campaigns/${id}`;
    case 'trunk':
      return node_id === null ? '/trunks' : `/trunks/${node_id}/${name}`;
    case 'destination':
      return '/destinations';
    case 'phone':
      return id === null ? '/phones' : `/phones/${id}`;
    case 'node':
      return '/nodes';
    case 'caller_id':
      return `/caller-ids?pool=${id}`;
    case 'register':
      return '/compliance?tab=registers';
    case 'profile':
      return '/compliance?tab=rules';
    default:
      return null;
  }
}
