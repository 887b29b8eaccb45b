import { afterEach, describe, expect, it, vi } from 'vitest';
import { upload } from '../src/api/upload';

/** A request that is answered at once. */
const answering = (status: number, text: string) =>
  class {
    status = status;
    responseText = text;
    upload = {};
    onload = () => {};
    open() {}
    setRequestHeader() {}
    getResponseHeader = () => null;
    send() {
      this.onload();
    }
  };

describe('a file that is sent', () => {
  afterEach(() => vi.unstubAllGlobals());
  const sent = (status: number, text: string) => {
    vi.stubGlobal('XMLHttpRequest', answering(status, text));
    return upload('/api/v1/previews', new Blob());
  };

  it('is answered', async () => {
    expect(await sent(201, '{"total":11}')).toEqual({ total: 11 });
  });

  it('is refused with the reason', async () => {
    await expect(sent(422, '{"title":"The request is invalid"}')).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('fails where its answer cannot be read, and is not waited for', async () => {
    await expect(sent(200, '<html>')).rejects.toBeInstanceOf(SyntaxError);
  });
});
