/// What every wire of the server stands on: routes, requests and replies, JSON, errors, keys, CORS,
/// uploads, static files. Knows no wire and no product.
@NullMarked
package dev.pictor.http;

import org.jspecify.annotations.NullMarked;
