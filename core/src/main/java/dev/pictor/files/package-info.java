/// What is done with folders and disks in more than one place.
@NullMarked
package dev.pictor.files;

import org.jspecify.annotations.NullMarked;
