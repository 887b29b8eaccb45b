// Puts a compressed copy beside each script and style, so that the API sends it as it lies there.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const assets = new URL('../../api/pages/built/assets/', import.meta.url);
for (const name of readdirSync(assets).filter((one) => /\.(js|css|svg)$/.test(one))) {
  writeFileSync(new URL(`${name}.gz`, assets), gzipSync(readFileSync(new URL(name, assets)), { level: 9 }));
}
