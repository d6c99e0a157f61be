import * as z from "zod";

/** Where images are pushed to and pulled from. */
export const registryAddress = z.string().regex(/^[\w.-]+(:\d+)?(\/[a-z0-9._-]+)*$/, {
  error: 'must be an address without scheme, such as "localhost:5000" or "ghcr.io/acme"',
});

const isBaseUrl = (url: string) =>
  URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).pathname === "/";

/** Where a gateway answers; services append their own paths. */
export const baseUrl = z.string().refine(isBaseUrl, {
  error: 'must be an http or https URL without a path, such as "http://localhost:8080"',
});

/** A path that requests are sent to. */
export const urlPath = z.string().regex(/^\/[^\s?#]*$/, { error: 'must be an absolute path, such as "/healthz"' });

/** The beginning of many paths. Only one spelling, because two services cannot have the same. */
export const pathPrefix = z.string().regex(/^\/([^\s?#]*[^\s?#/])?$/, {
  error: 'must be an absolute path that does not end with "/", such as "/orders"',
});
