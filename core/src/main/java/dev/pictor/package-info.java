/// The library in one class: [dev.pictor.Pictor] opens a data folder, indexes folders of pictures
/// and searches them, without a server. What it is made of lies below.
@NullMarked
package dev.pictor;

import org.jspecify.annotations.NullMarked;
