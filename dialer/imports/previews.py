"""A look into a file that leaves nothing behind: no list, no import, no copy of the file."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from dialer.imports.importer import ImportOptions
from dialer.imports.service import Uploads
from dialer.imports.upload_folder import remove
from dialer.lists.service import Lists
from dialer.lists.store.lists import LeadList
from dialer.stores import Store


class PreviewDesk:
    """What a file would become in a list that is there, or that is to be made."""

    def __init__(self, store: Store, lists: Lists, uploads: Uploads) -> None:
        self._store, self._lists, self._uploads = store, lists, uploads

    async def of_list(self, list_id: int, chunks: AsyncIterator[bytes], options: ImportOptions) -> dict[str, Any]:
        """What the rows would become in this list. Raises `UnknownList` before anything is read, `Invalid`."""
        return await self._look(await self._store.lists.get(list_id), chunks, options)

    async def of_new(
        self, new: Mapping[str, Any], chunks: AsyncIterator[bytes], options: ImportOptions
    ) -> dict[str, Any]:
        """What they would become in a list made of this by `Lists.create`. Raises `NotFound`, and what that does."""
        return await self._look(await self._lists.draft(**new), chunks, options)

    async def _look(self, wanted: LeadList, chunks: AsyncIterator[bytes], options: ImportOptions) -> dict[str, Any]:
        path = await self._uploads.keep_for_preview(chunks)
        try:
            return await self._uploads.look_into(wanted, path, options)
        finally:
            await asyncio.to_thread(remove, path)
