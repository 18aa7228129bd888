package dev.pictor.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Where the files of Swagger UI lie on the class path.
final class SwaggerUi {

  private static final String POM = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private SwaggerUi() {}

  static String folder() {
    try (InputStream in = SwaggerUi.class.getClassLoader().getResourceAsStream(POM)) {
      if (in == null) {
        throw new IllegalStateException("swagger-ui is not on the class path");
      }
      Properties properties = new Properties();
      properties.load(in);
      return "META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
