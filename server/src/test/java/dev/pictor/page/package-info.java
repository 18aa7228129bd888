/// Tests of the web page in headless Chromium, as people use it.
@NullMarked
package dev.pictor.page;

import org.jspecify.annotations.NullMarked;
