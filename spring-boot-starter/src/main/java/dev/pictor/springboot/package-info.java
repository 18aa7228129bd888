/// Pictor as beans of a Spring Boot application, with health and metrics.
@NullMarked
package dev.pictor.springboot;

import org.jspecify.annotations.NullMarked;
