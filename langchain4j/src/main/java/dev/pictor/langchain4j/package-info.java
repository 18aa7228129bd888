/// Pictor's models and collections as LangChain4j knows them.
@NullMarked
package dev.pictor.langchain4j;

import org.jspecify.annotations.NullMarked;
