import { i18n } from '@lingui/core';
import { ApiProblem, problemOf } from './problem';

/** Send a file as it is, and tell how much of it is there. `fetch` does not tell that. */
export function upload<T>(
  path: string,
  file: Blob,
  { onProgress, signal }: { onProgress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('accept-language', i18n.locale);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total ? loaded / total : 0);
    request.onerror = () => reject(new ApiProblem({ kind: 'network' }));
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    request.onload = () => resolve(read<T>(request)); // or rejected, where what came cannot be read
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

async function read<T>(request: XMLHttpRequest): Promise<T> {
  const answer = new Response(request.responseText || null, {
    status: request.status,
    headers: { 'retry-after': request.getResponseHeader('retry-after') ?? '' },
  });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as T;
}
